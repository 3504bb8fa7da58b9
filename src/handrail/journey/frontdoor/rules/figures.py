# SPDX-License-Identifier: Apache-2.0
"""The front door in numbers: how many asked, how long each step took, where people were lost."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

STEPS = ("reached", "screened", "booked", "assessed", "admitted")


@dataclass(frozen=True)
class Line:
    """One inquiry, as far as it is counted."""

    program_id: UUID
    way: str
    heard: str
    step: str
    closed_because: str
    is_waiting: bool
    first_contact_at: datetime
    reached_at: datetime | None = None
    screened_at: datetime | None = None
    booked_at: datetime | None = None
    assessed_at: datetime | None = None
    ended_at: datetime | None = None
    first_slot_at: datetime | None = None

    def at(self, step: str) -> datetime | None:
        """When she first came to this step."""
        if step == "admitted":
            return self.ended_at if self.step == "admitted" else None
        moment: datetime | None = getattr(self, f"{step}_at")
        return moment

    @property
    def furthest(self) -> str:
        """The last step she came to, whatever became of her after it."""
        came = [step for step in STEPS if self.at(step)]
        return came[-1] if came else "new"

    @property
    def is_lost(self) -> bool:
        return self.step == "closed"


@dataclass(frozen=True)
class Wait:
    """How long it took from first contact to a step: of so many, the median and what nine in ten stayed below."""

    step: str
    count: int
    median: timedelta | None
    ninetieth: timedelta | None


@dataclass(frozen=True)
class Figures:
    """`offered`: booked ones whose first offer was within the hours aimed at; of `booked` ones. `lost`: by step."""

    inquiries: int
    waits: tuple[Wait, ...]
    lost: tuple[tuple[str, int], ...]
    referred: int
    admitted: int
    open: int
    booked: int
    offered: int

    @property
    def share_offered(self) -> int | None:
        return round(100 * self.offered / self.booked) if self.booked else None


def figures(lines: Sequence[Line], *, within_hours: int) -> Figures:
    lost = Counter(line.furthest for line in lines if line.is_lost)
    booked = [line for line in lines if line.first_slot_at]
    within = timedelta(hours=within_hours)
    return Figures(
        inquiries=len(lines),
        waits=tuple(_wait(lines, step) for step in STEPS),
        lost=tuple((step, lost[step]) for step in ("new", *STEPS[:-1])),
        referred=sum(line.step == "referred" for line in lines),
        admitted=sum(line.step == "admitted" for line in lines),
        open=sum(line.step not in ("admitted", "referred", "closed") for line in lines),
        booked=len(booked),
        offered=sum(line.first_slot_at <= line.first_contact_at + within for line in booked if line.first_slot_at),
    )


def _wait(lines: Iterable[Line], step: str) -> Wait:
    spans = sorted(moment - line.first_contact_at for line in lines if (moment := line.at(step)))
    return Wait(step, len(spans), centile(spans, 50), centile(spans, 90))


def centile(spans: Sequence[timedelta], share: int) -> timedelta | None:
    """The smallest of these that is at least as long as `share` percent of them. They come sorted."""
    if not spans:
        return None
    place = -(-len(spans) * share // 100)
    return spans[max(place, 1) - 1]


def by(lines: Sequence[Line], of: Callable[[Line], Hashable], *, within_hours: int) -> list[tuple[Hashable, Figures]]:
    """The same for each kind, the most frequent first."""
    kinds = Counter(of(line) for line in lines)
    ordered = sorted(kinds, key=lambda kind: (-kinds[kind], str(kind)))
    return [
        (kind, figures([line for line in lines if of(line) == kind], within_hours=within_hours)) for kind in ordered
    ]
