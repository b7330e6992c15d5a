"""An invitation leaves by a real mail server, with a file that calendars understand."""

import datetime
import email
import email.policy
import socket

import icalendar
import pytest
from aiosmtpd.controller import Controller
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import InvitationFactory, MemberFactory
from tests.meetings.conftest import COMING
from tidtam.accounts.actions import ACTION_NAMES
from tidtam.accounts.models import Role
from tidtam.common import audit, clock
from tidtam.common.models import AuditEvent
from tidtam.meetings import services
from tidtam.meetings.models import Invitation, Meeting
from tidtam.meetings.selectors import proof_of, record_of
from tidtam.meetings.services import MeetingError


class Box:
    """Keeps what arrives; refuses whoever is in `refused`."""

    refused: frozenset[str] = frozenset()

    def __init__(self) -> None:
        self.letters: list[tuple[list[str], email.message.EmailMessage]] = []

    async def handle_DATA(self, _server, _session, envelope) -> str:  # noqa: N802
        if self.refused & set(envelope.rcpt_tos):
            return "550 No such box"
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.letters.append((envelope.rcpt_tos, letter))
        return "250 OK"


@pytest.fixture
def box(settings):
    kept = Box()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(kept, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    yield kept
    server.stop()


@pytest.fixture
def analyst(person):
    return person(Role.ANALYST, "OBEC")


def test_every_member_with_an_address_is_invited(
    coming, analyst, box, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        assert services.meeting_invite(meeting=coming, by=analyst) == 2
    assert [to for to, _letter in box.letters] == [
        ["one@obec.example"], ["two@obec.example"],
    ]  # fmt: skip
    letter = box.letters[0][1]
    assert "ขอเชิญประชุมขับเคลื่อนนโยบาย" in letter["Subject"]
    assert letter["Message-ID"]
    body = letter.get_body(("plain",)).get_content()
    assert "วันพุธที่ 2 กุมภาพันธ์ พ.ศ. 2565 เวลา 09.30 น." in body
    assert "ผลไตรมาส 1" in body
    file = next(letter.iter_attachments())
    assert file.get_content_type() == "text/calendar"
    calendar = icalendar.Calendar.from_ical(file.get_content())
    event = calendar.walk("VEVENT")[0]
    assert calendar["METHOD"] == "REQUEST"
    assert event["DTSTART"].dt == COMING
    assert (event["UID"], event["SEQUENCE"]) == (f"meeting-{coming.pk}@tidtam", 1)
    assert [str(a) for a in event["ATTENDEE"]] == [
        "mailto:one@obec.example", "mailto:two@obec.example",
    ]  # fmt: skip
    kept = Invitation.objects.order_by("pk").first()
    assert (kept.to, kept.sequence) == ("one@obec.example", 1)
    assert kept.text.splitlines() == body.splitlines()
    coming.refresh_from_db()
    assert coming.state == Meeting.State.INVITED


def test_a_second_invitation_replaces_the_first_in_calendars(
    coming, analyst, box, django_capture_on_commit_callbacks
):
    for _turn in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            services.meeting_invite(meeting=coming, by=analyst)
    file = next(box.letters[-1][1].iter_attachments())
    event = icalendar.Calendar.from_ical(file.get_content()).walk("VEVENT")[0]
    assert event["SEQUENCE"] == 2
    assert Invitation.objects.count() == 4


def test_nothing_leaves_where_the_transaction_fails(
    coming, analyst, box, monkeypatch, django_capture_on_commit_callbacks
):
    def fail(**_named: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(audit, "record", fail)
    with (
        django_capture_on_commit_callbacks(execute=True),
        pytest.raises(RuntimeError),
    ):
        services.meeting_invite(meeting=coming, by=analyst)
    assert not box.letters
    assert not Invitation.objects.exists()


def test_without_addresses_nobody_is_invited(coming, analyst, series):
    series.members.update(email="")
    with pytest.raises(MeetingError, match="e-mail"):
        services.meeting_invite(meeting=coming, by=analyst)


def test_a_meeting_that_began_is_not_invited_to(held, analyst):
    with pytest.raises(MeetingError):
        services.meeting_invite(meeting=held, by=analyst)


@pytest.mark.django_db(transaction=True)
def test_a_mail_server_that_is_away_is_told_and_nothing_is_lost(coming, as_, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    settings.EMAIL_TIMEOUT = 5
    client = as_(Role.ANALYST, "OBEC")
    answer = client.post(f"/meetings/{coming.pk}/invite/", follow=True)
    page = answer.content.decode()
    assert "It could not be sent to 2 members" in page
    assert "Send again to 2 members" in page
    assert "ConnectionRefusedError" in page
    assert [row.state for row in Invitation.objects.all()] == ["failed", "failed"]
    assert not proof_of(coming, record_of(coming), None).invitations
    event = AuditEvent.objects.latest("pk")
    assert event.action == "meeting.invitations_failed"
    assert event.action in ACTION_NAMES


@pytest.mark.django_db(transaction=True)
def test_only_what_failed_is_sent_once_more(coming, as_, box):
    client = as_(Role.ANALYST, "OBEC")
    box.refused = frozenset({"two@obec.example"})
    answer = client.post(f"/meetings/{coming.pk}/invite/", follow=True)
    page = answer.content.decode()
    assert "The invitation went to 1 member" in page
    assert "It could not be sent to 1 member" in page
    assert "550" in page
    box.refused = frozenset()
    answer = client.post(f"/meetings/{coming.pk}/invitations/resend/", follow=True)
    assert "The invitation went to 1 member" in answer.content.decode()
    assert [to for to, _letter in box.letters] == [
        ["one@obec.example"], ["two@obec.example"],
    ]  # fmt: skip
    assert set(Invitation.objects.values_list("state", flat=True)) == {"sent"}
    answer = client.post(f"/meetings/{coming.pk}/invitations/resend/", follow=True)
    assert "All invitations were sent" in answer.content.decode()
    assert len(box.letters) == 2
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert "meeting.invited_once_more" in actions & ACTION_NAMES.keys()


@pytest.fixture
def failed(coming, series):
    coming.sequence, coming.state = 1, "invited"
    coming.save()
    return InvitationFactory(
        meeting=coming,
        member=series.members.first(),
        state="failed",
        text=services.invitation_text(coming, coming.items.all()),
    )


def test_a_meeting_that_changed_is_invited_to_anew(coming, analyst, failed):
    coming.place = "ที่อื่น"
    coming.save()
    with pytest.raises(MeetingError, match="Invite again instead"):
        services.invitations_resend(meeting=coming, by=analyst)


def test_what_is_being_sent_is_not_sent_twice(coming, analyst, failed, clock_at):
    failed.state = "waiting"
    failed.sent_at = clock.now()
    failed.save()
    with pytest.raises(MeetingError, match="All invitations"):
        services.invitations_resend(meeting=coming, by=analyst)
    clock_at(failed.sent_at + datetime.timedelta(minutes=11))
    assert services.invitations_resend(meeting=coming, by=analyst) == 1


def test_after_the_meeting_began_nothing_is_sent(coming, analyst, failed, clock_at):
    clock_at(coming.starts_at)
    with pytest.raises(MeetingError, match="begun"):
        services.invitations_resend(meeting=coming, by=analyst)


def test_the_list_is_for_those_who_keep_the_meeting(coming, as_, failed):
    url = f"/meetings/{coming.pk}/invitations/"
    assert failed.to in as_(Role.ANALYST, "OBEC").get(url).content.decode()
    assert as_(Role.GROUP_CHAIR, "G1").get(url).status_code == 403
    Invitation.objects.all().delete()
    page = as_(Role.ANALYST, "OBEC").get(url).content.decode()
    assert "Nobody was invited from here yet" in page


def test_the_list_takes_the_same_queries_for_few_and_many(coming, as_, series, failed):
    client, url = as_(Role.ANALYST, "OBEC"), f"/meetings/{coming.pk}/invitations/"

    def queries() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as seen:
            client.get(url)
        return len(seen)

    few = queries()
    for order in range(40):
        member = MemberFactory(series=series, order=10 + order)
        InvitationFactory(meeting=coming, member=member)
    assert queries() == few <= 18
