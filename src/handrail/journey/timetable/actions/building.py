# SPDX-License-Identifier: Apache-2.0
"""A draft is built by a worker: claimed with a lease, renewed while the search goes on, taken over when it lapses.

The best week so far is in the table at any time, so a worker that is killed loses a second of its work.
"""

import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from django.db import OperationalError, transaction
from django.db.models import QuerySet

from handrail.ground.kit.by import By
from handrail.ground.kit.keys import uuid7
from handrail.ground.program import queries as programs
from handrail.ground.record import actions as record
from handrail.journey.timetable import elsewhere, queries
from handrail.journey.timetable.beside import identified
from handrail.journey.timetable.elsewhere import Held
from handrail.journey.timetable.models import Draft
from handrail.journey.timetable.pins import Pin
from handrail.journey.timetable.problem import Problem
from handrail.journey.timetable.proposal import bare
from handrail.journey.timetable.queries.drafts import NOTHING, running_on, waiting
from handrail.journey.timetable.queries.weeks import week_of
from handrail.journey.timetable.week import Week

if TYPE_CHECKING:
    from handrail.journey.timetable.engine.build import Progress

LEASE = timedelta(seconds=20)
BEAT = 0.5  # seconds
BUILDING, ASKED = Draft.State.BUILDING, Draft.State.ASKED


def build_next(*, at: datetime, stop: threading.Event) -> bool:
    """One turn of the worker: the next draft that nobody builds."""
    if not Draft.objects.filter(waiting(at=at)).exists():  # asked without the lock that a transaction takes
        return False
    claimed = claim(at=at)
    if claimed is None:
        return False
    Search(claimed).run(stop)
    return True


@dataclass(frozen=True)
class Claimed:
    """A draft that is ours for the length of a lease. `taken`: seconds it was searched for before."""

    key: UUID
    provider_id: UUID
    worker: UUID
    problem: Problem
    pins: tuple[Pin, ...]
    begin: Week | None
    may_take: int
    taken: float
    before: Week = NOTHING
    held: tuple[Held, ...] = ()  # what other programs hold


@transaction.atomic
def claim(*, at: datetime) -> Claimed | None:
    """The oldest draft that nobody builds, with the data as it is now, or None. Told by whoever asked for the build."""
    worker = uuid7()
    for key in Draft.objects.filter(waiting(at=at)).order_by("asked_at").values_list("id", flat=True):
        ours = Draft.objects.filter(waiting(at=at), pk=key)
        if ours.update(state=BUILDING, worker=worker, held_until=at + LEASE):
            return _prepared(Draft.objects.get(pk=key), worker)
    return None


def _prepared(row: Draft, worker: UUID) -> Claimed:
    program = programs.of_key(row.program_id)
    running, problem = running_on(program, row.first_day), queries.problem(program)
    held = tuple(queries.held_elsewhere(program, row.first_day))
    before = week_of(running, None, None) if running else None
    Draft.objects.filter(pk=row.pk).update(beside=running, made_from=bare(problem).to_json())
    so_far = row.week or row.begins_with
    return Claimed(
        key=row.id, provider_id=row.provider_id, worker=worker, may_take=row.may_take, taken=row.took,
        problem=elsewhere.without(problem, held).model_copy(update={"running": before}), held=held,
        pins=tuple(map(Pin.model_validate, row.pins)),
        begin=Week.model_validate_json(so_far, strict=False) if so_far else None,
        before=before or NOTHING,
    )  # fmt: skip


@dataclass
class Search:
    """One claimed draft, searched for in another thread while this one renews the lease and tells how far it is."""

    claimed: Claimed
    ends: threading.Event = field(default_factory=threading.Event)
    stand: "Progress | None" = None
    told: "Progress | None" = None
    week: Week | None = None
    error: BaseException | None = None

    def run(self, stop: threading.Event) -> None:
        """Until the time is up or someone says stop. `stop`: the worker leaves, and another goes on from here."""
        thread, began, is_ours = threading.Thread(target=self._build, daemon=True), time.monotonic(), True
        thread.start()
        while thread.is_alive():
            thread.join(BEAT)
            if stop.is_set():
                self.ends.set()
            is_ours = is_ours and self._beat(time.monotonic() - began)
        took = self.claimed.taken + time.monotonic() - began
        if not is_ours:
            return
        if stop.is_set() and self.error is None and not self._was_stopped() and took < self.claimed.may_take:
            self._rows().update(state=ASKED, worker=None, held_until=None, took=took)
            return
        self._end(took)

    def _build(self) -> None:
        from handrail.journey.timetable.engine.build import build  # the solver loads in a worker only

        try:
            left = max(1.0, self.claimed.may_take - self.claimed.taken)
            self.week = build(
                self.claimed.problem, seconds=left, workers=1, pins=self.claimed.pins, begin=self.claimed.begin,
                progress=self._note, stop=self.ends,
            )  # fmt: skip
        except BaseException as error:  # noqa: BLE001 - told by the thread that waits
            self.error = error

    def _note(self, stand: "Progress") -> None:
        self.stand = stand

    def _rows(self) -> "QuerySet[Draft]":
        return Draft.objects.filter(pk=self.claimed.key, state=BUILDING, worker=self.claimed.worker)

    def _beat(self, seconds: float) -> bool:
        """Renew the lease and tell the best week so far; False when the draft is no longer ours."""
        stand = self.stand
        told: dict[str, Any] = {"took": self.claimed.taken + seconds, "held_until": datetime.now(UTC) + LEASE}
        if stand is not None and stand is not self.told and stand.week is not None:
            told |= {"score": stand.score, "whole": stand.whole, "people": stand.people, "week": stand.week.to_json()}
        try:
            is_ours = bool(self._rows().update(**told))
            if not is_ours or self._was_stopped():
                self.ends.set()
        except OperationalError:  # locked, or away for a moment: the lease outlasts it, or another takes over
            return True
        self.told = stand
        return is_ours

    def _was_stopped(self) -> bool:
        return self._rows().filter(stop_asked=True).exists()

    def _end(self, took: float) -> None:
        """Ready, or failed with the reason. A fault of the engine's own is raised again, for the log."""
        if self.week is not None:
            self._ready(self.week, took)
            return
        from handrail.journey.timetable.engine.build import CannotKeep

        lost = self.error.pins if isinstance(self.error, CannotKeep) else ()
        with transaction.atomic():
            failed = self._rows().update(
                state=Draft.State.FAILED, why="pins" if lost else "engine", took=took, ended_at=datetime.now(UTC),
                lost_pins=[pin.model_dump(mode="json") for pin in lost], worker=None, held_until=None,
            )  # fmt: skip
            if failed:
                record.note(by=By(self.claimed.provider_id), did="week_draft.failed", about=self.claimed.key)
        if not lost and self.error is not None:
            raise self.error

    def _ready(self, week: Week, took: float) -> None:
        key = self.claimed.key
        week = elsewhere.housed(self.claimed.problem, week, self.claimed.held)
        week = identified(self.claimed.before, week, lambda name: str(uuid5(key, name)))
        made = week.made
        with transaction.atomic():
            done = self._rows().update(
                state=Draft.State.READY, week=week.to_json(), took=took, score=made["score"], whole=made["whole"],
                people=made["people"], ended_at=datetime.now(UTC), worker=None, held_until=None, edits=[], done=0,
            )  # fmt: skip
            if done:
                record.note(by=By(self.claimed.provider_id), did="week_draft.built", about=key)
