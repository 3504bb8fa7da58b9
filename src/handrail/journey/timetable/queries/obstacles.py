# SPDX-License-Identifier: Apache-2.0
"""What is in the way of whole weeks: what would free one person's orders, and the week in which one more is tried."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from handrail.ground.program.rules import Program
from handrail.journey.timetable import whatif
from handrail.journey.timetable.cards import InForce
from handrail.journey.timetable.elsewhere import without
from handrail.journey.timetable.engine.explain import Explanation, explain
from handrail.journey.timetable.queries.elsewhere import held_elsewhere
from handrail.journey.timetable.queries.weeks import in_force


def running_week(program: Program, *, on: date) -> InForce | None:
    """The standing week in force, with those who are in it now."""
    shown = in_force(program, on=on)
    if shown is None:
        return None
    problem = without(shown.problem, held_elsewhere(program, on))
    return replace(shown, problem=problem, week=whatif.prune(shown.problem, shown.week))


def freed(shown: InForce, patient: UUID) -> list[Explanation]:
    """What is unmet or short of hers, why, and the one change that frees it. A second or so of work."""
    return explain(shown.problem, shown.week, only=str(patient))
