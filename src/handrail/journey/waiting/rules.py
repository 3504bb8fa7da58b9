# SPDX-License-Identifier: Apache-2.0
"""Who waits, in which order; how soon we are in touch; what may help meanwhile; why a wait ends."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

WEEKLY, AGAIN = timedelta(days=7), timedelta(days=1)  # after we talked; after a call in vain
SUPPORT = ("calls", "naloxone", "meetings", "doctor", "session", "elsewhere")
CAME_OF = ("reached", "left_message", "no_answer")
ENDS = ("has_week", "another_way", "not_now", "elsewhere", "not_reached", "mistake")
BY_ITSELF = ("has_week", "over", "merged")  # what ends without anybody's click


@dataclass(frozen=True)
class Why:
    """What of her week finds no place, why, and the smallest change that would help; empty if none was found."""

    service: str
    count: int
    because: str
    freed: str


@dataclass(frozen=True)
class Waiting:
    """One person on the list. `key` is None while nobody has asked what week she needs.

    `due`: our next contact with her; `fits_since`: since when her whole week is among the open seats.
    """

    key: UUID | None
    program_id: UUID
    inquiry_id: UUID | None
    patient_id: UUID | None
    name: str
    since: datetime
    due: datetime | None
    spoke_at: datetime | None = None
    is_pressing: bool = False
    needs: tuple[tuple[str, int], ...] = ()
    hours: tuple[str, ...] = ()
    why: tuple[Why, ...] = ()
    tried_at: datetime | None = None
    fits_since: datetime | None = None
    support: tuple[str, ...] = ()
    asked: str = ""  # orders and hours as they were told, as they are kept

    @property
    def fits(self) -> bool:
        return self.fits_since is not None

    @property
    def fits_partly(self) -> bool:
        """Whether something of what she needs has a place."""
        return not self.fits and len(self.why) < len(self.needs)

    def late_by(self, at: datetime) -> timedelta:
        return max(at - self.due, timedelta()) if self.due else timedelta()


def first(waiting: Iterable[Waiting], at: datetime) -> list[Waiting]:
    """In the order in which they want doing: whoever a week fits now, then whoever should have heard from us.

    Among those alike: danger goes first, then the longest wait.
    """
    return sorted(waiting, key=lambda one: (not one.fits, not one.is_pressing, *_late(one, at), one.since))


def _late(one: Waiting, at: datetime) -> tuple[bool, timedelta]:
    """Among those a week fits now the longest wait decides, not how late we are."""
    late = timedelta() if one.fits else one.late_by(at)
    return not late, -late


def next_contact(came_of: str, at: datetime) -> datetime:
    """A week after we talked or left word; the next day after a call nobody answered."""
    return at + (AGAIN if came_of == "no_answer" else WEEKLY)
