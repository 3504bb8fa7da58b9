# SPDX-License-Identifier: Apache-2.0
"""Who clinicians and patients are, and who may see and do what. Pure: no database, no clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from unicodedata import combining, normalize
from uuid import UUID

import rules

from handrail.ground.kit.by import By
from handrail.ground.kit.days import Span


class Role(StrEnum):
    """What a member of staff is in the program. A technician is a nurse here; an intern's notes are co-signed."""

    DIRECTOR = "director"
    COUNSELOR = "counselor"
    INTERN = "intern"
    NURSE = "nurse"
    INTAKE = "intake"
    BILLING = "billing"
    PRIVACY = "privacy"
    ADMINISTRATOR = "administrator"


KEEPERS = frozenset({Role.DIRECTOR, Role.ADMINISTRATOR})  # of programs and staff
NOWHERE = UUID(int=0)  # the program of a patient that no table holds
CLINICIANS = frozenset({Role.COUNSELOR, Role.INTERN, Role.NURSE})

# Why a clinician outside the care team may open a chart: an emergency (42 CFR 2.51 for records of this kind),
# standing in for a colleague, or a patient in front of her who asks for it.
GLASS_REASONS = ("emergency", "covering", "patient_asked")
WARNED_BEFORE = timedelta(days=60)  # a licence is renewed in less
WAYS = ("mail", "text", "voicemail")  # by which a patient may be reached, if she says so
GLASS_HOURS = 12  # a shift; after it she says again why


@dataclass(frozen=True)
class Post:
    """A role in one program; with no program, in all of the provider's."""

    role: Role
    program_id: UUID | None = None


@dataclass(frozen=True)
class Who(By):
    """Someone who is signed in: a member of staff with her posts, a patient, or a family member of one."""

    posts: frozenset[Post] = frozenset()
    staff_id: UUID | None = None
    patient_id: UUID | None = None
    family_id: UUID | None = None
    family_of: UUID | None = None
    name: str = ""

    @property
    def is_staff(self) -> bool:
        return self.staff_id is not None

    def is_any(self, *roles: Role, program_id: UUID | None) -> bool:
        """Whether she holds one of these roles there; `program_id` None: for all of the provider's programs."""
        return any(post.role in roles and post.program_id in (None, program_id) for post in self.posts)

    @property
    def program_ids(self) -> frozenset[UUID] | None:
        """The programs of her posts; None: all of the provider's."""
        named = frozenset(post.program_id for post in self.posts if post.program_id)
        return None if any(post.program_id is None for post in self.posts) else named


@dataclass(frozen=True)
class Place:
    """A program, or with None all of a provider, as the rights see it."""

    provider_id: UUID
    program_id: UUID | None = None


@dataclass(frozen=True)
class Chart(Place):
    """A patient's record, as the rights see it: who cares for her, for whom the glass is broken just now,
    and what she lets her family see (`week`)."""

    patient_id: UUID | None = None
    team: frozenset[UUID] = frozenset()
    opened_by: frozenset[UUID] = frozenset()
    consented: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Clinician:
    id: UUID
    name: str
    credentials: str
    skills: tuple[str, ...]
    max_minutes: int
    available: tuple[Span, ...] = ()

    @property
    def first_name(self) -> str:
        return self.name.split()[0]


@dataclass(frozen=True)
class Credential:
    """A licence or certificate; `expires_on` is its last day."""

    name: str
    number: str = ""
    expires_on: date | None = None

    def runs_out(self, on: date) -> str:
        """`over`, `soon` or nothing, as seen on this day."""
        if self.expires_on is None or self.expires_on > on + WARNED_BEFORE:
            return ""
        return "over" if self.expires_on < on else "soon"


@dataclass(frozen=True)
class Member:
    """A member of staff, whole, as those see her who keep the staff's list. `time_off`: first and last days."""

    id: UUID
    provider_id: UUID
    name: str
    letters: str
    skills: tuple[str, ...]
    max_minutes: int
    posts: frozenset[Post] = frozenset()
    credentials: tuple[Credential, ...] = ()
    available: tuple[Span, ...] = ()
    time_off: tuple[tuple[date, date], ...] = ()
    has_left: bool = False
    email: str = ""
    account: str = ""  # "", invited, active, secured (with a second factor), closed
    is_public: bool = False

    def places(self) -> list[Place]:
        return [Place(self.provider_id, post.program_id) for post in self.posts] or [Place(self.provider_id)]


@dataclass(frozen=True)
class Patient:
    """`full_days` days of at least `full_day_minutes`: what the payer of her care counts as a day."""

    id: UUID
    name: str
    birth_date: date
    cohorts: tuple[str, ...]
    mode: str
    travel_minutes: int
    full_days: int
    full_day_minutes: int
    part_of_day: str
    avoid_days: tuple[int, ...]
    apart_from: tuple[UUID, ...] = ()
    program_id: UUID = NOWHERE
    pronouns: str = ""
    has_left: bool = False

    @property
    def first_name(self) -> str:
        return self.name.split()[0]

    @property
    def short_name(self) -> str:
        """Maya R. of Maya Reyes: as she is called where others can read it."""
        first, *rest = self.name.split()
        return f"{first} {rest[-1][0]}." if rest else first

    def age(self, on: date) -> int:
        had_birthday = (on.month, on.day) >= (self.birth_date.month, self.birth_date.day)
        return on.year - self.birth_date.year - (not had_birthday)

    def answers_to(self, words: str) -> bool:
        """Whether every typed word begins a part of her name; accents, capitals and apostrophes do not matter."""
        parts = plain(self.name).split()
        return all(any(part.startswith(word) for part in parts) for word in plain(words).split())


@dataclass(frozen=True)
class Contact:
    """What only an open chart shows: how to reach her, and whom to call for her."""

    legal_name: str = ""
    language: str = "English"
    phone: str = ""
    email: str = ""
    address: str = ""
    emergency_name: str = ""
    emergency_phone: str = ""
    emergency_relation: str = ""
    reach: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reach:
    """Where somebody is reached, and by which ways she lets herself be: mail, text, voicemail."""

    ways: tuple[str, ...] = ()
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class Invitation:
    """A way in that was offered to one person: a member of staff, a patient or a family member."""

    id: UUID
    provider_id: UUID
    email: str
    name: str
    expires_at: datetime
    staff_id: UUID | None = None
    patient_id: UUID | None = None
    family_id: UUID | None = None


@dataclass(frozen=True)
class Draft:
    """What somebody had typed when she was signed out: the fields of a form, and the address it was on its way to."""

    id: UUID
    path: str
    back: str
    fields: tuple[tuple[str, str], ...]
    made_at: datetime


def name_parts(*names: str) -> set[str]:
    """What a person is found by: the parts of her names, plainly written."""
    return {part for name in names for part in plain(name).split()}


def plain(text: str) -> str:
    """Letters, digits and spaces only: without accents, capitals, apostrophes; a hyphen parts two words."""
    letters = (c for c in normalize("NFKD", text.casefold().replace("-", " ")) if not combining(c))
    return "".join(c for c in letters if c.isalnum() or c.isspace())


def _holds(*roles: Role) -> Any:
    """A predicate: she has one of these roles in the program of the thing."""

    @rules.predicate
    def holds(who: Who, place: Place) -> bool:
        return who.is_any(*roles, program_id=place.program_id)

    return holds


@rules.predicate
def is_staff(who: Who, _place: Place) -> bool:
    return who.is_staff


@rules.predicate
def is_on_team(who: Who, chart: Chart) -> bool:
    return who.staff_id in chart.team


@rules.predicate
def broke_the_glass(who: Who, chart: Chart) -> bool:
    return who.staff_id in chart.opened_by


@rules.predicate
def is_clinician_anywhere(who: Who, _place: Place) -> bool:
    return any(post.role in CLINICIANS for post in who.posts)


@rules.predicate
def is_her_own(who: Who, chart: Chart) -> bool:
    return who.patient_id is not None and who.patient_id == chart.patient_id


@rules.predicate
def is_family_she_lets(who: Who, chart: Chart) -> bool:
    return who.family_of is not None and who.family_of == chart.patient_id and "week" in chart.consented


_director, _intake = _holds(Role.DIRECTOR), _holds(Role.INTAKE)
_clinician, _treating = _holds(*CLINICIANS), _holds(Role.COUNSELOR, Role.INTERN)
_administrator, _privacy = _holds(Role.ADMINISTRATOR), _holds(Role.PRIVACY)
_works_with_patients = _director | _intake | _clinician | _holds(Role.BILLING)

# Every right there is. The thing is a Place for the first three groups, a Chart for the last.
RIGHTS = {
    # the program and its staff
    "look.see": is_staff,
    "staff.see": is_staff,
    "week.see": _director | _intake | _clinician,
    "week.change": _director,
    "week.build": _director,
    "seats.hold": _director | _intake,
    "program.edit": _director | _administrator,
    "staff.edit": _director | _administrator,
    "record.search": _privacy,
    # those who ask for help, before they are patients; a counselor reads of those she is booked to assess
    "inquiries.see": _director | _intake,
    "inquiry.edit": _director | _intake,
    "assessments.own": _treating,
    # its patients, as a list
    "patients.find": _works_with_patients | _privacy,
    "patient.admit": _director | _intake | _treating,
    "patients.export": _director,
    "patients.import": _director | _intake,
    "patients.merge": _director | _intake,
    "messages.see": _administrator,
    # one patient: that she is here; her chart; her own pages
    "patient.see": _works_with_patients | _privacy | broke_the_glass,
    "chart.open": _director | _intake | (is_on_team & is_clinician_anywhere) | broke_the_glass,
    "patient.edit": _director | _intake | (is_on_team & is_clinician_anywhere),
    "team.edit": _director | (is_on_team & is_clinician_anywhere),
    "level.decide": _director | (is_on_team & _treating),
    "level.cosign": _director | (is_on_team & _holds(Role.COUNSELOR)),
    "letter.sign": _director | (is_on_team & is_clinician_anywhere),
    "glass.break": is_clinician_anywhere,
    "glass.review": _privacy,
    "week.own": is_her_own | is_family_she_lets,
    "level.own": is_her_own,
}
_rights = rules.RuleSet()
for _name, _predicate in RIGHTS.items():
    _rights.add_rule(_name, _predicate)


def may(who: Who, right: str, thing: Place) -> bool:
    """Whether she has this right over this thing. Nothing crosses between two providers, whatever the role."""
    return thing.provider_id == who.provider_id and bool(_rights.test_rule(right, who, thing))


def may_edit(who: Who, member: Member) -> bool:
    """Her name, skills and hours: for whoever keeps the staff of one of her programs."""
    return any(may(who, "staff.edit", place) for place in [*member.places(), Place(member.provider_id)])


def may_admit(who: Who, member: Member) -> bool:
    """Her way in and whether she is here: only for whoever keeps the staff wherever she has a post.

    Were it any of them, the director of one program could invite herself into the account of a colleague above.
    """
    return all(may(who, "staff.edit", place) for place in member.places())


def may_give(who: Who, before: Iterable[Post], after: Iterable[Post]) -> bool:
    """Whether she may give and take each post that changes; a post for all programs only if hers is one."""
    changed = frozenset(before) ^ frozenset(after)
    return all(may(who, "staff.edit", Place(who.provider_id, post.program_id)) for post in changed)


def alike_staff(members: Iterable[Member]) -> list[tuple[Member, Member]]:
    """Pairs that may be one person: of the same name, or with the same licence."""
    known = list(members)
    pairs = ((one, other) for at, one in enumerate(known) for other in known[at + 1 :])
    return [pair for pair in pairs if _alike(*pair)]


def _alike(one: Member, other: Member) -> bool:
    numbers, others = ({(c.name, c.number) for c in member.credentials if c.number} for member in (one, other))
    return plain(one.name).split() == plain(other.name).split() or not numbers.isdisjoint(others)
