# SPDX-License-Identifier: Apache-2.0
"""What an inquiry is, as facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from handrail.journey.frontdoor.rules import danger
from handrail.journey.frontdoor.rules.steps import ENDED, State, late_by

WAYS = ("call", "web", "referral", "walk_in", "transfer")
CALLERS = ("herself", "close", "professional")
HEARD = (
    "",
    "friend",
    "search",
    "doctor",
    "hospital",
    "detox",
    "court",
    "employer",
    "insurer",
    "former_patient",
    "other",
)
REACH_BY = ("phone", "text", "email")
# What a person at the desk or a visitor may write, each with its longest.
TEXTS = {
    "name": 120, "born": 10, "phone": 40, "email": 254, "reach_when": 240, "caller_name": 120, "caller_relation": 60,
    "caller_place": 120, "caller_phone": 40, "caller_email": 254, "insurance": 120, "words": 4000, "life": 4000,
    "selfcheck": 2000,
}  # fmt: skip
TICKS = ("may_leave_message", "may_say_who")
CODES = {"heard": HEARD, "reach_by": REACH_BY}
TRIED_BY = ("call", "text", "email", "letter")
CAME_OF = ("no_answer", "left_message", "busy", "wrong_number", "reached")


@dataclass(frozen=True)
class Inquiry:
    """One person's asking for help. Of `texts` each is what was written, by column."""

    id: UUID
    provider_id: UUID
    program_id: UUID
    way: str
    caller: str
    state: State
    texts: dict[str, str]
    ticks: dict[str, bool]
    heard: str
    reach_by: str
    answers: dict[str, str]
    first_contact_at: datetime
    owner_name: str = ""
    owner_left: bool = False
    times: tuple[tuple[str, datetime], ...] = ()
    closed_because: str = ""
    may_answer: str = ""
    patient_id: UUID | None = None
    version: str = ""
    changed_by: UUID | None = None

    @property
    def name(self) -> str:
        return self.texts["name"]

    @property
    def born(self) -> date | None:
        try:
            return date.fromisoformat(self.texts["born"])
        except ValueError:
            return None

    @property
    def is_herself(self) -> bool:
        return self.caller == "herself"

    @property
    def level(self) -> danger.Level:
        return danger.level_of(self.answers)


def reminded_by(one: Inquiry) -> tuple[str, str] | None:
    """By which channel and to which address she may be reminded; none if she has not said that we may write there."""
    if one.reach_by == "email" and one.texts["email"]:
        return "mail", one.texts["email"]
    may_text = one.reach_by == "text" or (one.reach_by == "phone" and one.ticks["may_leave_message"])
    return ("text", one.texts["phone"]) if may_text and one.texts["phone"] else None


def first(inquiries: Sequence[Inquiry], at: datetime) -> list[Inquiry]:
    """In the order in which they want doing: danger that is now, then what is latest, then what is due soonest."""
    return sorted(inquiries, key=lambda one: _urgency(one, at))


def _urgency(one: Inquiry, at: datetime) -> tuple[bool, bool, bool, timedelta, float]:
    open_now = one.state.step not in ENDED
    is_now = open_now and one.level == danger.Level.NOW
    due = one.state.due.timestamp() if one.state.due else float("inf")
    return not is_now, not (open_now and one.owner_left), not late_by(one.state, at), -late_by(one.state, at), due


@dataclass(frozen=True)
class Attempt:
    at: datetime
    by_name: str
    tried_by: str
    came_of: str
    words: str


@dataclass(frozen=True)
class Booking:
    """`outcome`: nothing yet, `came`, `missed` or `cancelled`."""

    id: UUID
    inquiry_id: UUID
    staff_id: UUID
    staff_name: str
    start: datetime
    minutes: int
    mode: str
    outcome: str = ""


@dataclass(frozen=True)
class HandOver:
    """Where she was referred on to. `arrived`: yes, no, or nothing known yet."""

    at: datetime
    place: str
    phone: str
    because: str
    together: bool
    arrived: str


@dataclass(frozen=True)
class Paper:
    id: UUID
    name: str
    kind: str
    size: int
    at: datetime


def who_takes(loads: Sequence[tuple[UUID, int, int]]) -> UUID | None:
    """Of members of staff with the rank of their post (0 first) and how many inquiries each has: who takes the next."""
    return min(loads, key=lambda one: (one[1], one[2], one[0]))[0] if loads else None
