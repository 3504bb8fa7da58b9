# SPDX-License-Identifier: Apache-2.0
"""Reading orders, commitments and published weeks; the tables turned into the engine's problem and week."""

from handrail.journey.timetable.queries.board import dated_week
from handrail.journey.timetable.queries.dated import closures, cost_of_closing, exceptions, meetings, standing
from handrail.journey.timetable.queries.drafts import concerned, draft, drafts, facing, names
from handrail.journey.timetable.queries.mending import elsewhere
from handrail.journey.timetable.queries.mending import ground as mending_ground
from handrail.journey.timetable.queries.obstacles import freed, running_week
from handrail.journey.timetable.queries.problems import problem, reasons
from handrail.journey.timetable.queries.weeks import cautions_about, in_force, published, scores, week_of

__all__ = [
    "cautions_about", "closures", "concerned", "cost_of_closing", "dated_week", "draft", "drafts", "elsewhere",
    "exceptions", "facing", "freed", "in_force", "meetings", "mending_ground", "names", "problem", "published",
    "reasons", "running_week", "scores", "standing", "week_of",
]  # fmt: skip
