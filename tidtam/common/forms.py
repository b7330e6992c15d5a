"""Fields of forms that several parts share."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from .thai import DateFault, ThaiDateError, parse_date

# Django's own words speak of a field; readers see a place to write in.
EMPTY = gettext_lazy("Fill this in.")
NO_TIME = gettext_lazy("There is no such time. Write it like 09.30.")
NO_ADDRESS = gettext_lazy("This is no address on the web. It begins with https://.")
DATE_MESSAGES = {
    DateFault.UNREADABLE: gettext_lazy("This is not a date. Write it like 31/12/2563."),
    DateFault.NO_SUCH_DAY: gettext_lazy(
        "There is no such day in the calendar. Check day and month."
    ),
}


class _FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files chosen at once; the clean value is their list."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=_FilesInput(attrs={"multiple": True}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the files, none where none was chosen.

        An empty file is left to what looks at the content. Raises ValidationError
        where one is asked for and none was sent.
        """
        if not data:
            super().clean(None, initial)
        return list(data or ())


class ThaiDateField(forms.CharField):
    """A day in any usual Thai spelling; the clean value is a date, or None."""

    def clean(self, value: Any) -> Any:
        """Return the day, or None where nothing was written and nothing is asked.

        Raises ValidationError where the text names none.
        """
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_date(text)
        except ThaiDateError as error:
            raise forms.ValidationError(DATE_MESSAGES[error.fault]) from error
