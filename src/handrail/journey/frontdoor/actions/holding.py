# SPDX-License-Identifier: Apache-2.0
"""What every deed needs: the inquiry held, the next state put down, its time by the program's own hours."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from handrail.ground.kit.answer import Refused
from handrail.ground.kit.by import By
from handrail.ground.people.rules import Who
from handrail.ground.program import queries as programs
from handrail.journey.frontdoor import words
from handrail.journey.frontdoor.desk import desk
from handrail.journey.frontdoor.models import Inquiry
from handrail.journey.frontdoor.rules.hours import in_hours
from handrail.journey.frontdoor.rules.steps import Deed, Next, NotNow, State, Step, after

FIRST_TIME = {
    Step.REACHED: "reached_at", Step.SCREENED: "screened_at", Step.BOOKED: "booked_at", Step.ASSESSED: "assessed_at",
}  # fmt: skip
ENDS = {Deed.ADMITTED, Deed.REFERRED, Deed.WROTE, Deed.CLOSED}


def held(by: By, inquiry_id: UUID) -> Inquiry:
    """Until the transaction ends nobody else changes it."""
    return Inquiry.objects.select_for_update().get(pk=inquiry_id, provider=by.provider_id)


def move(
    by: By, inquiry: Inquiry, deed: Deed, at: datetime, *, until: datetime | None = None, screened: bool = True,
    **also: object,
) -> None:  # fmt: skip
    """The deed is done, or Refused with the reason. `also`: columns that change with it."""
    try:
        state = after(inquiry.state, deed, at=at, pace=desk().pace, until=until, screened=screened)
    except NotNow as no:
        raise Refused(words.why_not(no.why)) from None
    columns = [*inquiry.take(settled(state, inquiry.program_id)), *also]
    for name, value in also.items():
        setattr(inquiry, name, value)
    inquiry.changed_by = by.staff_id if isinstance(by, Who) else None
    columns += [*_first_times(inquiry, deed, at), "changed_at", "changed_by"]
    inquiry.save(update_fields=columns)


def settled(state: State, program_id: UUID) -> State:
    """What is due at night is due after opening; an assessment is when it was booked."""
    if state.due is None or state.next == Next.ASSESS:
        return state
    zone = ZoneInfo(programs.of_key(program_id).time_zone)
    return replace(state, due=in_hours(state.due, programs.opening_hours(program_id), zone))


def _first_times(inquiry: Inquiry, deed: Deed, at: datetime) -> list[str]:
    """When she first came to the step she is at; whoever comes to a later one was reached before it."""
    columns = []
    reached = Step(inquiry.step) != Step.NEW and deed not in (Deed.REFERRED, Deed.CLOSED, Deed.WROTE)
    names = [FIRST_TIME[Step(inquiry.step)]] if Step(inquiry.step) in FIRST_TIME else []
    names += ["reached_at"] if reached and "reached_at" not in names else []
    for name in names:
        if getattr(inquiry, name) is None:
            setattr(inquiry, name, at)
            columns.append(name)
    if deed in ENDS:
        inquiry.ended_at = at
        columns.append("ended_at")
    elif deed == Deed.REOPENED:
        inquiry.ended_at, inquiry.closed_because = None, ""
        columns += ["ended_at", "closed_because"]
    return columns
