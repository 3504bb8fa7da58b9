# SPDX-License-Identifier: Apache-2.0
"""The gap between leaving another place of care and the first session here: the assessment and the week together."""

from handrail.ground.people.rules import Patient
from handrail.ground.program import queries as programs
from handrail.journey.intake import queries as intake
from handrail.journey.intake import rules
from handrail.journey.timetable import access as timetable
from handrail.journey.timetable import queries as timetables


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
