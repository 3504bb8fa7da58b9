# SPDX-License-Identifier: Apache-2.0
"""Reading orders, commitments and published weeks; the tables turned into the engine's problem and week."""

from handrail.journey.timetable.queries.board import dated_week, own_dated_week
from handrail.journey.timetable.queries.dated import (
    closures,
    cost_of_closing,
    exceptions,
    first_session,
    meetings,
    served,
    standing,
)
from handrail.journey.timetable.queries.drafts import concerned, draft, drafts, facing, names
from handrail.journey.timetable.queries.elsewhere import held_elsewhere
from handrail.journey.timetable.queries.fitting import (
    Asked,
    Help,
    Offered,
    entry_for,
    entry_of,
    has_whole,
    help_for,
    mends,
    present,
    sealed,
    shown_places,
    unsealed,
    usual,
    weeks,
    with_life,
)
from handrail.journey.timetable.queries.lives import (
    REASONS,
    Changed,
    change_of,
    changes_to_read,
    conflicts,
    last_change,
    life,
    other_days,
    other_days_of,
)
from handrail.journey.timetable.queries.mending import elsewhere, imagined
from handrail.journey.timetable.queries.mending import ground as mending_ground
from handrail.journey.timetable.queries.obstacles import freed, running_week
from handrail.journey.timetable.queries.problems import problem, reasons
from handrail.journey.timetable.queries.running import Running, first_day_for, held_of, holds, next_first_day, running
from handrail.journey.timetable.queries.weeks import cautions_about, in_force, published, scores, week_of

__all__ = [
    "REASONS",
    "Asked",
    "Changed",
    "Help",
    "Offered",
    "Running",
    "cautions_about",
    "change_of",
    "changes_to_read",
    "closures",
    "concerned",
    "conflicts",
    "cost_of_closing",
    "dated_week",
    "draft",
    "drafts",
    "elsewhere",
    "entry_for",
    "entry_of",
    "exceptions",
    "facing",
    "first_day_for",
    "first_session",
    "freed",
    "has_whole",
    "held_elsewhere",
    "held_of",
    "help_for",
    "holds",
    "imagined",
    "in_force",
    "last_change",
    "life",
    "meetings",
    "mending_ground",
    "mends",
    "names",
    "next_first_day",
    "other_days",
    "other_days_of",
    "own_dated_week",
    "present",
    "problem",
    "published",
    "reasons",
    "running",
    "running_week",
    "scores",
    "sealed",
    "served",
    "shown_places",
    "standing",
    "unsealed",
    "usual",
    "week_of",
    "weeks",
    "with_life",
]  # fmt: skip
