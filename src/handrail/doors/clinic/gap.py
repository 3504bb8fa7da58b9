# SPDX-License-Identifier: Apache-2.0
"""The gap between leaving another place of care and the first session here: the assessment and the week together."""

from datetime import date, timedelta

from handrail.ground.people.rules import Patient
from handrail.ground.program import queries as programs
from handrail.journey.intake import queries as intake
from handrail.journey.intake import rules
from handrail.journey.timetable import access as timetable
from handrail.journey.timetable import queries as timetables

SHOWN = timedelta(days=30)  # after her first session the chart need not tell of the time before for longer


def gap_shown(patient: Patient, today: date) -> rules.Gap | None:
    """For the chart: while it is open, and some weeks more."""
    gap = gap_of(patient)
    return gap if gap and (gap.is_open or not gap.first_on or today - gap.first_on <= SHOWN) else None


def gap_of(patient: Patient) -> rules.Gap | None:
    """None if she does not come from a place of care. Before a first session is planned it counts up to today."""
    answers = intake.answers_of(patient.id)
    left_on = answers.day("coming.discharged_on")
    if left_on is None:
        return None
    program = programs.of_key(patient.program_id)
    today = timetable.today_at(program)
    first = timetables.first_session(program, patient.id, since=left_on, today=today)
    return rules.gap(answers, first_session_on=first, on=today)
