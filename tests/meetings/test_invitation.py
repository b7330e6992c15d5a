"""An invitation leaves by a real mail server, with a file that calendars understand."""

import email
import email.policy
import socket

import icalendar
import pytest
from aiosmtpd.controller import Controller

from tests.meetings.conftest import COMING
from tidtam.accounts.models import Role
from tidtam.common import audit
from tidtam.meetings import services
from tidtam.meetings.models import Invitation, Meeting
from tidtam.meetings.services import MeetingError


class Box:
    """Keeps what arrives."""

    def __init__(self) -> None:
        self.letters: list[tuple[list[str], email.message.EmailMessage]] = []

    async def handle_DATA(self, _server, _session, envelope) -> str:  # noqa: N802
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
    assert "could not be reached" in answer.content.decode()
    assert Invitation.objects.count() == 2
