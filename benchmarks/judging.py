# SPDX-License-Identifier: Apache-2.0
"""Whether a week breaks a rule, asked twice: of our own rules and of the independent judge, which shares no code."""

from handrail.journey.timetable.problem import Problem
from handrail.journey.timetable.rules import faults, score
from handrail.journey.timetable.week import Week
from tests.weeks.judge import judged


def broken(problem: Problem, week: Week) -> list[str]:
    """What either of the two objects to, and where their scores differ."""
    ours, (theirs, summary) = faults(problem, week), judged(problem, week)
    told = [*ours, *(f"judge: {fault}" for fault in theirs)]
    if not told and summary["score"] != score(problem, week).total:
        told.append(f"the judge's score is {summary['score']}, ours {score(problem, week).total}")
    return told
