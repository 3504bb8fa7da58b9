# SPDX-License-Identifier: Apache-2.0
"""What a director does with drafts: ask for one, stop its search, change it by hand, publish it, put it away.

Who changes a draft says which version she saw: if somebody else changed it meanwhile, nothing is overwritten.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from handrail.ground.kit.answer import Refused
from handrail.ground.kit.by import By
from handrail.ground.program import access as programs
from handrail.ground.program.rules import Program
from handrail.ground.record import actions as record
from handrail.journey.timetable import queries
from handrail.journey.timetable.actions.weeks import publish
from handrail.journey.timetable.edits import Edit, History, Take
from handrail.journey.timetable.models import Draft
from handrail.journey.timetable.pins import Pin
from handrail.journey.timetable.proposal import FEWEST_SECONDS, MOST_SECONDS, bare
from handrail.journey.timetable.queries.drafts import fact_of, running_on
from handrail.journey.timetable.week import Week

State = Draft.State


def ask(
    *,
    by: By,
    program: Program,
    first_day: date,
    seconds: int,
    at: datetime,
    pins: Sequence[Pin] = (),
    begin: Week | None = None,
) -> UUID:
    """A draft for the weeks from `first_day`; a worker builds it, in at most so many seconds. One at a time."""
    if first_day.weekday() != 0:
        raise Refused("a week begins on a Monday")
    if not FEWEST_SECONDS <= seconds <= MOST_SECONDS:
        raise Refused(f"a search takes {FEWEST_SECONDS} to {MOST_SECONDS} seconds")
    try:
        with transaction.atomic():
            row = Draft.objects.create(
                provider_id=program.provider_id, program_id=program.id, first_day=first_day, asked_at=at,
                asked_by=by.account_id, may_take=seconds, pins=[pin.model_dump(mode="json") for pin in pins],
                begins_with=begin.to_json() if begin else "",
            )  # fmt: skip
            record.note(by=by, did="week_draft.asked", about=row.id)
    except IntegrityError:
        raise Refused("a week is being built for this program just now: wait for it, or stop it") from None
    return row.id


@transaction.atomic
def draw(*, by: By, program: Program, first_day: date, at: datetime) -> UUID:
    """A draft that is the week in force on that day, to be changed by hand; nothing is searched for."""
    if first_day.weekday() != 0:
        raise Refused("a week begins on a Monday")
    running, problem = running_on(program, first_day), queries.problem(program)
    week = queries.week_of(running, None, None) if running else Week(groups=(), appointments=())
    row = Draft.objects.create(
        provider_id=program.provider_id, program_id=program.id, first_day=first_day, asked_at=at, may_take=0,
        asked_by=by.account_id, state=State.READY, beside=running, made_from=bare(problem).to_json(),
        week=week.to_json(), ended_at=at,
    )  # fmt: skip
    record.note(by=by, did="week_draft.asked", about=row.id)
    return row.id


@transaction.atomic
def stop(*, by: By, draft: UUID, at: datetime) -> None:
    """The best week so far becomes the draft; one that nobody has begun is put away. Twice is as once."""
    row = Draft.objects.select_for_update().get(pk=draft)
    if row.state == State.ASKED and not row.week:
        row.state, row.ended_at = State.AWAY, at
    elif row.state not in (State.ASKED, State.BUILDING) or row.stop_asked:
        return
    row.stop_asked = True
    row.save(update_fields=["state", "ended_at", "stop_asked"])
    record.note(by=by, did="week_draft.stopped", about=draft)


@transaction.atomic
def put_away(*, by: By, draft: UUID, at: datetime) -> None:
    row = Draft.objects.select_for_update().get(pk=draft)
    if row.state not in (State.READY, State.FAILED):
        raise Refused("only a draft that is ready, or that failed, is put away")
    row.state, row.ended_at = State.AWAY, at
    row.save(update_fields=["state", "ended_at"])
    record.note(by=by, did="week_draft.put_away", about=draft)


def change(*, by: By, draft: UUID, version: int, edit: Edit) -> None:
    """One edit by hand. It may break a rule, which the page says at once; then the draft cannot be published."""
    _keep(by, draft, version, lambda history: history.with_edit(edit))


def undo(*, by: By, draft: UUID, version: int) -> None:
    _keep(by, draft, version, History.undone)


def redo(*, by: By, draft: UUID, version: int) -> None:
    _keep(by, draft, version, History.redone)


def take_only(*, by: By, draft: UUID, version: int, week: Week) -> None:
    """Some changes of the draft are taken and the others left: it becomes this week. Can be undone."""
    change(by=by, draft=draft, version=version, edit=Take(week=week))


@transaction.atomic
def _keep(by: By, draft: UUID, version: int, changed: Callable[[History], History]) -> None:
    row = _held(draft, version)
    history = fact_of(row).history
    if history is None:
        raise Refused("this draft has no week yet")
    after = changed(history)
    row.edits = [edit.model_dump(mode="json") for edit in after.edits]
    row.done, row.version = after.done, row.version + 1
    row.save(update_fields=["edits", "done", "version"])
    record.note(by=by, did="week_draft.changed", about=draft)


def _held(draft: UUID, version: int) -> Draft:
    row = Draft.objects.select_for_update().get(pk=draft)
    if row.state != State.READY:
        raise Refused("this draft is no longer open: it was published or put away")
    if row.version != version:
        raise Refused("somebody else has changed this draft meanwhile. Nothing was overwritten: look at it anew")
    return row


@transaction.atomic
def renew(*, by: By, program: Program, draft: UUID, version: int) -> None:
    """Set the draft beside the week that is in force now, and count the data as known as it is now."""
    row, running = _held(draft, version), running_on(program, Draft.objects.get(pk=draft).first_day)
    row.beside, row.made_from, row.version = running, bare(queries.problem(program)).to_json(), row.version + 1
    row.save(update_fields=["beside", "made_from", "version"])
    record.note(by=by, did="week_draft.changed", about=draft)


@transaction.atomic
def publish_draft(*, by: By, program: Program, draft: UUID, version: int, at: datetime, why: str = "") -> UUID:
    """Put the draft in force, all or nothing, re-checked against the data as it is now.

    `why`: needed where it does not keep to a number for which program or packs ask a reason.

    Refused when another week came into force since: the later of two directors is told, nothing is overwritten.
    """
    programs.hold(program.id)
    row = _held(draft, version)
    running = running_on(program, row.first_day)
    if (running.id if running else None) != row.beside_id:
        raise Refused("another week was published since this draft was made. Nothing was overwritten: look at both")
    week = queries.facing(program, fact_of(row)).week
    found = queries.cautions_about(program, week, on=row.first_day)
    if not why.strip() and any(one.limit.asks_why for one in found):
        raise Refused(_("say why it is published although it does not keep to what is asked: see what to look at"))
    key = publish(by=by, program=program, first_day=row.first_day, week=week, at=at, why=why)
    values: dict[str, Any] = {"state": State.PUBLISHED, "published_id": key, "ended_at": at}
    Draft.objects.filter(pk=draft).update(**values)
    return key
