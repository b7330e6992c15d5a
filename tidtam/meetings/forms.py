"""Forms of meetings."""

import datetime
from typing import Any

from django import forms
from django.core.validators import RegexValidator, URLValidator, validate_email
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tidtam.common.forms import NO_ADDRESS, ThaiDateField
from tidtam.common.thai import BANGKOK, date_short, in_bangkok
from tidtam.organisation.forms import UnitChoiceField, offer_units
from tidtam.organisation.models import Unit
from tidtam.policies.forms import PolicyItemsField, offer_items

from .models import LINK_LENGTH, AgendaItem, Attendance, Meeting, Member, Series, Vote
from .services import ItemWords, MeetingWords, VoteWords

LONG = 8000
MOST_MINUTES = 24 * 60


def _long(label: Any, hint: Any = "", rows: int = 4, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": rows}),
        **{"required": False, **more},
    )


def _line(label: Any, length: int = 200, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=length, **{"required": False, **more}
    )


def _time(label: Any, **more: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label, input_formats=["%H.%M", "%H:%M"], **{"required": False, **more}
    )


def _votes(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=999)


class MembersForm(forms.Form):
    """The members of a series, one a line."""

    members = _long(
        gettext_lazy("Members, the chair first"),
        gettext_lazy("One a line: name; position; e-mail. The position must be there."),
        8,
        required=True,
    )

    def clean_members(self) -> list[Member]:
        """Return the members. Raises ValidationError naming the wrong line."""
        found = []
        for number, line in enumerate(self.cleaned_data["members"].splitlines(), 1):
            if not line.strip():
                continue
            name, position, email = [
                part.strip() for part in (*line.split(";"), "", "", "")
            ][:3]
            if not position:
                name, position = "", name
            if email:
                try:
                    validate_email(email)
                except forms.ValidationError as error:
                    raise forms.ValidationError(
                        _("Line %(number)d: %(email)s is no e-mail address.")
                        % {"number": number, "email": email}
                    ) from error
            found.append(Member(name=name, position=position, email=email))
        return found


def member_lines(series: Series) -> str:
    """Return the members as the form takes them."""
    rows = [(row.name, row.position, row.email) for row in series.members.all()]
    return "\n".join("; ".join(row) for row in rows)


class SeriesForm(MembersForm):
    """A new series with its members."""

    unit = UnitChoiceField(gettext_lazy("Unit"))
    name = _line(gettext_lazy("Name of the meeting"), 300, required=True)
    numbering = forms.ChoiceField(
        label=gettext_lazy("Numbers run within the"), choices=Series.Numbering.choices
    )
    field_order = ["unit", "name", "numbering", "members"]

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_units(self, "unit", units)


class MeetingForm(forms.Form):
    """When and where; after the meeting also how it went."""

    series = forms.ModelChoiceField(
        label=gettext_lazy("Meeting"), queryset=Series.objects.none(), empty_label=None
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    day = ThaiDateField(label=gettext_lazy("Day"), max_length=40)
    begins = _time(gettext_lazy("Begins at"), required=True, help_text="09.30")
    ends = _time(gettext_lazy("Ended at"))
    place = _line(gettext_lazy("Place"), 300, required=True)
    online = _line(
        gettext_lazy("Electronic means"),
        100,
        help_text=gettext_lazy("Such as Zoom Meeting; empty where there is none."),
    )
    online_link = forms.URLField(
        label=gettext_lazy("Link"),
        required=False,
        assume_scheme="https",
        max_length=LINK_LENGTH,
        validators=[URLValidator(schemes=["http", "https"], message=NO_ADDRESS)],
    )
    opening = _long(gettext_lazy("What the chair said in opening"))
    taken_by = _line(gettext_lazy("Minutes taken by"))
    taken_by_position = _line(gettext_lazy("Position"))
    checked_by = _line(gettext_lazy("Minutes checked by"))
    checked_by_position = _line(gettext_lazy("Position"))

    recorded_minutes = forms.IntegerField(
        label=gettext_lazy("Recording of sound and picture, minutes"),
        help_text=gettext_lazy("Empty where nothing was recorded."),
        required=False,
        min_value=1,
        max_value=MOST_MINUTES,
    )

    def __init__(
        self, *args: Any, series: QuerySet[Series] | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if series is None:
            del self.fields["series"]
        else:
            self.fields["series"].queryset = series  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse an end that is not after the beginning."""
        values = super().clean() or {}
        begins, ends = values.get("begins"), values.get("ends")
        if begins and ends and ends <= begins:
            self.add_error("ends", _("It cannot end before it begins."))
        return values

    def words(self) -> MeetingWords:
        """Return what the form says."""
        said = dict(self.cleaned_data)
        day, ends = said.pop("day"), said.pop("ends")
        begins = said.pop("begins")
        said.pop("series", None)
        said.pop("version")
        return MeetingWords(
            starts_at=datetime.datetime.combine(day, begins, tzinfo=BANGKOK),
            ends_at=datetime.datetime.combine(day, ends, tzinfo=BANGKOK)
            if ends
            else None,
            **said,
        )


def meeting_values(meeting: Meeting) -> dict[str, Any]:
    """Return what the form shows of a meeting that is there."""
    starts = in_bangkok(meeting.starts_at)
    ends = in_bangkok(meeting.ends_at) if meeting.ends_at else None
    names = [
        name
        for name in MeetingForm.base_fields
        if name not in {"series", "day", "begins", "ends"}
    ]
    return {
        **{name: getattr(meeting, name) for name in names},
        "day": date_short(starts.date()),
        "begins": f"{starts:%H.%M}",
        "ends": f"{ends:%H.%M}" if ends else "",
    }


class ItemForm(forms.Form):
    """An item of the agenda, and after the meeting its resolution."""

    number = forms.CharField(
        label=gettext_lazy("Number"),
        max_length=6,
        help_text=gettext_lazy("Such as 4 or 4.1"),
        validators=[
            RegexValidator(
                r"^[1-9]\d?(\.[1-9]\d?)?$", gettext_lazy("Write it like 4 or 4.1.")
            )
        ],
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=AgendaItem.Kind.choices
    )
    title = _line(gettext_lazy("Title"), 300, required=True)
    presenter = _line(gettext_lazy("Presented by"))
    summary = _long(gettext_lazy("Summary"))
    discussion = _long(gettext_lazy("What was said"))
    decision = forms.ChoiceField(
        label=gettext_lazy("Resolution"),
        required=False,
        choices=[
            ("", gettext_lazy("None yet")),
            *AgendaItem.Decision.choices,
        ],
    )
    resolution = _long(
        gettext_lazy("Its words after the standard phrase"),
        gettext_lazy("Such as to whom what is assigned."),
        3,
    )
    policy_items = PolicyItemsField(gettext_lazy("Policy items that it is about"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_items(self)

    def words(self) -> ItemWords:
        """Return what the form says."""
        items = tuple(self.cleaned_data["policy_items"])
        return ItemWords(**{**self.cleaned_data, "policy_items": items})


def item_values(item: AgendaItem) -> dict[str, Any]:
    """Return what the form shows of an item that is there."""
    names = [name for name in ItemForm.base_fields if name != "policy_items"]
    picked = list(item.policy_items.values_list("pk", flat=True))
    return {**{name: getattr(item, name) for name in names}, "policy_items": picked}


class VoteForm(forms.Form):
    """How a vote went."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    method = forms.ChoiceField(
        label=gettext_lazy("Way of voting"), choices=Vote.Method.choices
    )
    taken_at = _time(gettext_lazy("Voted at"), required=True, help_text="10.52")
    in_favour = _votes(gettext_lazy("In favour"))
    against = _votes(gettext_lazy("Against"))
    abstained = _votes(gettext_lazy("Abstained"))
    dissent = _long(
        gettext_lazy("Dissent and its reasons"),
        gettext_lazy("Recorded where a member asks for it (section 83)."),
        3,
    )

    def words(self) -> VoteWords:
        """Return what the form says."""
        return VoteWords(
            **{k: v for k, v in self.cleaned_data.items() if k != "version"}
        )


def vote_values(vote: Vote | None) -> dict[str, Any]:
    """Return what the form shows of a vote, if there is one."""
    if vote is None:
        return {"version": 0}
    values = {name: getattr(vote, name) for name in VoteForm.base_fields}
    return {**values, "taken_at": f"{vote.taken_at:%H.%M}"}


class PlaceForm(forms.Form):
    """How one person attended."""

    presence = forms.ChoiceField(
        label=gettext_lazy("Came"), choices=Attendance.Presence.choices
    )
    identified_by = forms.ChoiceField(
        label=gettext_lazy("Identified by"),
        required=False,
        choices=[("", "–"), *Attendance.Means.choices],
    )
    came_at = _time(gettext_lazy("From"))
    left_at = _time(gettext_lazy("Until"))
    substitute = _line(gettext_lazy("Substitute"))
    apology = _line(gettext_lazy("Apology"))

    def applied(self, row: Attendance) -> Attendance:
        """Return the row with what the form says."""
        for name, value in self.cleaned_data.items():
            setattr(row, name, value)
        return row


def place_values(row: Attendance) -> dict[str, Any]:
    """Return what the form shows of a place."""
    values = {name: getattr(row, name) for name in PlaceForm.base_fields}
    for name in ("came_at", "left_at"):
        values[name] = f"{values[name]:%H.%M}" if values[name] else ""
    return values


class PaperForm(forms.Form):
    """A file for an item."""

    file = forms.FileField(
        label=gettext_lazy("Paper"),
        help_text=gettext_lazy("A picture, PDF or Office file."),
    )


class StatementForm(forms.Form):
    """Words that were said, and whose they are."""

    text = _long(gettext_lazy("What was said"), rows=3, required=True)
    said_by = _line(gettext_lazy("By whom"), required=True)


class IncidentForm(forms.Form):
    """What disturbed the meeting, when and how long."""

    happened_at = _time(gettext_lazy("Time"), required=True, help_text="10.20")
    minutes = forms.IntegerField(
        label=gettext_lazy("Length in minutes"), min_value=1, max_value=MOST_MINUTES
    )
    what = _line(gettext_lazy("What happened"), 300, required=True)


class GuestForm(forms.Form):
    """Somebody who joined and is no member."""

    name = _line(gettext_lazy("Name"), required=True)
    position = _line(gettext_lazy("Position"), required=True)


class ReleaseForm(forms.Form):
    """A press release."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    title = _line(gettext_lazy("Headline"), 300, required=True)
    text = _long(gettext_lazy("Text"), rows=16, required=True)


class ListForm(forms.Form):
    """What the list is narrowed to."""

    q = forms.CharField(
        label=gettext_lazy("Meeting, place or item"),
        required=False,
        max_length=100,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "class": "in"}
        ),
    )
    year = forms.TypedChoiceField(
        label=gettext_lazy("Year"),
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.Select(attrs={"class": "in"}),
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        widget=forms.Select(attrs={"class": "in"}),
    )

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = [("", _("All"))]
        self.fields["year"].choices = every + [(str(y), str(y)) for y in years]  # type: ignore[attr-defined]
        self.fields["state"].choices = every + list(Meeting.State.choices)  # type: ignore[attr-defined]
