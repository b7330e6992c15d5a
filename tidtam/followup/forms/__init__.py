"""Forms of directives, of the answers to them, and of their register."""

from .answers import AnswerForm, ReturnForm, StepForm
from .directives import DirectiveForm, first_values
from .register import RegisterForm

__all__ = [
    "AnswerForm",
    "DirectiveForm",
    "RegisterForm",
    "ReturnForm",
    "StepForm",
    "first_values",
]
