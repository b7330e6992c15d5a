"""The demo cast: one invented person for each role, over units that belong together."""

import datetime
import hashlib
import hmac
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher, identify_hasher
from django.db import transaction
from django.utils.translation import gettext as _

from tidtam.accounts.models import Role, User
from tidtam.common import audit, clock
from tidtam.organisation.models import Unit
from tidtam.organisation.selectors import chain_on, holds_on

from .grants import grant_give
from .users import READABLE, FirstGrant, user_make

# The area of the story that the guide tells, where the country has it.
STORY_AREA = "P5001"
# A random password needs no slow hash; signing in makes it one, as for everybody.
ROUNDS = 5_000
PASSWORD_GROUPS, GROUP_SIZE = 3, 4


class DemoError(Exception):
    """The cast cannot be placed; the message says why."""


@dataclass(frozen=True)
class Part:
    """A part of the cast: who it is and over which kind of unit."""

    username: str
    name_th: str
    name_en: str
    role: Role
    kind: Unit.Kind


CAST = (
    Part(
        "demo.school.clerk",
        "นางสาวสมมติ ธุรการโรงเรียน (ชื่อสมมติ)",
        "Ms Sommut School-Clerk (invented)",
        Role.SCHOOL_CLERK,
        Unit.Kind.SCHOOL,
    ),
    Part(
        "demo.school.director",
        "นายสมมติ ผู้อำนวยการโรงเรียน (ชื่อสมมติ)",
        "Mr Sommut School-Director (invented)",
        Role.SCHOOL_DIRECTOR,
        Unit.Kind.SCHOOL,
    ),
    Part(
        "demo.area.officer",
        "นางสมมติ เจ้าหน้าที่เขต (ชื่อสมมติ)",
        "Mrs Sommut Area-Officer (invented)",
        Role.AREA_OFFICER,
        Unit.Kind.AREA,
    ),
    Part(
        "demo.area.supervisor",
        "นางสาวสมมติ ศึกษานิเทศก์ (ชื่อสมมติ)",
        "Ms Sommut Supervisor (invented)",
        Role.AREA_SUPERVISOR,
        Unit.Kind.AREA,
    ),
    Part(
        "demo.area.director",
        "นายสมมติ ผู้อำนวยการเขต (ชื่อสมมติ)",
        "Mr Sommut Area-Director (invented)",
        Role.AREA_DIRECTOR,
        Unit.Kind.AREA,
    ),
    Part(
        "demo.group.secretary",
        "นางสมมติ เลขานุการกลุ่ม (ชื่อสมมติ)",
        "Mrs Sommut Group-Secretary (invented)",
        Role.GROUP_OFFICER,
        Unit.Kind.GROUP,
    ),
    Part(
        "demo.group.member",
        "นายสมมติ กรรมการกลุ่ม (ชื่อสมมติ)",
        "Mr Sommut Board-Member (invented)",
        Role.GROUP_MEMBER,
        Unit.Kind.GROUP,
    ),
    Part(
        "demo.group.chair",
        "นางสมมติ ประธานกลุ่ม (ชื่อสมมติ)",
        "Mrs Sommut Group-Chair (invented)",
        Role.GROUP_CHAIR,
        Unit.Kind.GROUP,
    ),
    Part(
        "demo.analyst.one",
        "นางสาวสมมติ นักวิเคราะห์หนึ่ง (ชื่อสมมติ)",
        "Ms Sommut Analyst-One (invented)",
        Role.ANALYST,
        Unit.Kind.COMMISSION,
    ),
    Part(
        "demo.analyst.two",
        "นายสมมติ นักวิเคราะห์สอง (ชื่อสมมติ)",
        "Mr Sommut Analyst-Two (invented)",
        Role.ANALYST,
        Unit.Kind.COMMISSION,
    ),
    Part(
        "demo.secretary.general",
        "นางสมมติ เลขาธิการ (ชื่อสมมติ)",
        "Mrs Sommut Secretary-General (invented)",
        Role.EXECUTIVE,
        Unit.Kind.COMMISSION,
    ),
    Part(
        "demo.administrator",
        "นายสมมติ ผู้ดูแลระบบ (ชื่อสมมติ)",
        "Mr Sommut Administrator (invented)",
        Role.ADMINISTRATOR,
        Unit.Kind.COMMISSION,
    ),
)


@dataclass(frozen=True)
class DemoAccount:
    """A line of the cast, with what is needed to sign in."""

    role: str
    role_name: str
    unit: str
    unit_name: str
    username: str
    name: str
    password: str


@transaction.atomic
def demo_cast(*, school_code: str = "", by: audit.Operator) -> list[DemoAccount]:
    """Make the demo cast where it is missing, and return it with its passwords.

    They stand at a school, the area and group above it, and the commission. The
    passwords follow from SECRET_KEY, so that they differ from one installation to the
    next and can be told again, though only their hashes are stored. Raises DemoError
    without such units, and where an account of that name belongs to a real person.
    """
    units = _units_above(_school(school_code))
    return [_account(part, units[part.kind], by) for part in CAST if part.kind in units]


def demo_password(username: str) -> str:
    """Return the password of a member of the cast on this installation."""
    said = f"tidtam.demo:{username}".encode()
    digest = hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).digest()
    letters = "".join(READABLE[byte % len(READABLE)] for byte in digest)
    return "-".join(
        letters[place * GROUP_SIZE : (place + 1) * GROUP_SIZE]
        for place in range(PASSWORD_GROUPS)
    )


def _school(code: str) -> Unit:
    """Return the school named, else the first of the story's area, else the first."""
    schools = Unit.objects.filter(kind=Unit.Kind.SCHOOL).order_by("code")
    today = clock.today()
    if code:
        school = schools.filter(code=code).first()
        if school is None:
            raise DemoError(_("there is no school %(code)s") % {"code": code})
        return school
    open_now = schools.filter(
        holds_on(today, "ancestors__"), ancestors__ancestor__kind=Unit.Kind.AREA
    )
    story = open_now.filter(ancestors__ancestor__code=STORY_AREA)
    school = story.first() or open_now.first()
    if school is None:
        raise DemoError(_("no school stands under an area; load the country first"))
    return school


def _units_above(school: Unit) -> dict[str, Unit]:
    """Return the school and its superiors of today by kind."""
    above = chain_on(school, clock.today())
    return {unit.kind: unit for unit in [school, *above]}


def _account(part: Part, unit: Unit, by: audit.Operator) -> DemoAccount:
    password = demo_password(part.username)
    user = User.objects.filter(username=part.username).first()
    if user is None:
        user = user_make(
            username=part.username,
            name_th=part.name_th,
            name_en=part.name_en,
            is_invented=True,
            first=FirstGrant(part.role, unit, _open_since(unit)),
            by=by,
        )
    elif user.person is None or not user.person.is_invented:
        raise DemoError(
            _("the account %(username)s belongs to a real person")
            % {"username": part.username}
        )
    _place(user, part.role, unit, by)
    if not _has(user, password):
        _store_password(user, password, by)
    return DemoAccount(
        part.role,
        str(part.role.label),
        unit.code,
        str(unit),
        part.username,
        str(user),
        password,
    )


def _place(user: User, role: Role, unit: Unit, by: audit.Operator) -> None:
    """Grant the role over the unit unless it holds today."""
    held = user.grants.filter(holds_on(clock.today()), role=role, unit=unit)
    if not held.exists():
        grant_give(user=user, role=role, unit=unit, valid_from=clock.today(), by=by)


def _open_since(unit: Unit) -> datetime.date:
    """Return the first day of the placement that holds today."""
    own = unit.ancestors.filter(holds_on(clock.today()), depth=0)
    return own.order_by("valid_from")[0].valid_from


def _has(user: User, password: str) -> bool:
    """Say whether this is the user's password, without the delay for a guesser."""
    return user.has_usable_password() and identify_hasher(user.password).verify(
        password, user.password
    )


def _store_password(user: User, password: str, by: audit.Operator) -> None:
    user.password = PBKDF2PasswordHasher().encode(
        password, secrets.token_hex(8), iterations=ROUNDS
    )
    user.save(update_fields=["password"])
    audit.record(by=by, action="password.renewed", target=user)
