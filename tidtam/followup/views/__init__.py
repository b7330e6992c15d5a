"""The register of directives, each directive, and the answers of its owners."""

from .answers import (
    assignment_acknowledge,
    assignment_finish,
    assignment_report,
    assignment_return,
    assignment_verify,
    progress_file,
)
from .directives import directive_add, directive_detail
from .register import directive_list, directive_list_csv, directive_list_xlsx

__all__ = [
    "assignment_acknowledge",
    "assignment_finish",
    "assignment_report",
    "assignment_return",
    "assignment_verify",
    "directive_add",
    "directive_detail",
    "directive_list",
    "directive_list_csv",
    "directive_list_xlsx",
    "progress_file",
]
