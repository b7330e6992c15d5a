"""Directives of the demonstration: the source document's own, then plausible ones."""

import datetime

import pytest
from django.db.models import QuerySet

from tidtam.common import audit
from tidtam.exchange.services import folder_import
from tidtam.followup import files
from tidtam.followup.models import Assignment, Directive, Progress
from tidtam.meetings.models import Meeting
from tidtam.simulation.directives import SOURCE_TEXT
from tidtam.simulation.folder import Sample
from tidtam.simulation.services import country_seed

pytestmark = pytest.mark.django_db

GROUPS = tuple(f"G{number:02}" for number in range(19))  # G00 is Bangkok's
TODAY = datetime.date(2022, 1, 19)


@pytest.fixture
def seeded():
    """Every group, an area of each, no school, no round."""
    sample = Sample(groups=GROUPS, areas=1, schools=0)
    return country_seed(sample=sample, only_rounds=[])


def from_visits() -> QuerySet[Directive]:
    """Return those that simulated visits raise (test_fieldwork.py)."""
    return Directive.objects.filter(origin=Directive.Origin.VISIT)


def first() -> Directive:
    return Directive.objects.get(issuer__kind="commission", fiscal_year=2565, number=1)


def test_the_first_is_the_source_documents_own(seeded):
    """To the 18 chairs, together with the bureau, raised by meeting 2/2565."""
    found = first()
    assert found.text == SOURCE_TEXT
    assert found.issued_on == datetime.date(2021, 12, 8)
    owners = found.assignments.values_list("unit__code", flat=True)
    assert set(owners) == set(GROUPS[1:])
    assert len(owners) == 18
    partner = found.partners.get()
    assert (partner.code, partner.short_name_th) == ("BME", "สตผ.")
    meeting = Meeting.objects.get(pk=int(found.origin_ref))
    assert (found.origin, meeting.number, meeting.year) == ("meeting", 2, 2565)
    assert meeting.series.unit == found.issuer
    assert "2/2565" in found.origin_name


def test_it_serves_the_aspect_of_efficiency_of_obec(seeded):
    """The Minister has an item of efficiency as well: the code tells them apart."""
    item = first().policy_item
    assert (item.framework.code, item.code) == ("OBEC-2565", "EFF")


def test_the_others_serve_the_aspect_of_their_indicator(seeded):
    rows = Directive.objects.exclude(pk=first().pk).exclude(pk__in=from_visits())
    assert {row.issuer.kind for row in rows} == {"commission", "group"}
    found = set(
        rows.values_list(
            "indicator__code", "policy_item__framework__code", "policy_item__code"
        )
    )
    assert found == {
        ("OPP-03", "OBEC-2565", "OPP"),
        ("SAF-01", "OBEC-2565", "SAF"),
        ("QUA-05", "OBEC-2565", "QUA"),
        ("EFF-02", "OBEC-2565", "EFF"),
    }


def test_owners_stand_under_who_tells_them_and_no_step_is_to_come(seeded):
    for part in Assignment.objects.select_related("directive__issuer", "unit"):
        assert part.unit.placements.filter(
            parent=part.directive.issuer, valid_to=None
        ).exists()
    assert not Progress.objects.filter(at__date__gt=TODAY).exists()
    states = set(Assignment.objects.values_list("state", flat=True))
    assert states == set(Assignment.State.values)
    assert Assignment.objects.exclude(reason="").exists()
    visits = from_visits().count()
    assert seeded["directives_of_visits"] == visits
    assert seeded["directives"] + visits == Directive.objects.count()
    assert seeded["assignments"] + visits == Assignment.objects.count()


def test_they_go_out_as_files_and_come_in_again(seeded, tmp_path):
    stored = Directive.objects.count()
    files.write(tmp_path)
    assert folder_import(folder=tmp_path, by=audit.OPERATOR) == {}
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    Progress.objects.all().delete()
    Assignment.objects.all().delete()
    Directive.partners.through.objects.all().delete()
    Directive.objects.all().delete()
    counts = folder_import(folder=tmp_path, by=audit.OPERATOR)
    assert counts["directives.csv"] == {"made": stored, "changed": 0}
    files.write(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
