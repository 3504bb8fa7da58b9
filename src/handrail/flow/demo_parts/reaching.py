# SPDX-License-Identifier: Apache-2.0
"""Some of the invented people let themselves be reached, so that the demo has reminders; and a neutral letterhead."""

from datetime import datetime

from handrail.flow.reminding import remind, tell_changes
from handrail.flow.setup import Done
from handrail.ground.people.actions.patients import edit_patient, say_reach
from handrail.ground.program.actions import set_letterhead

REACHED = {  # numbers and addresses that belong to nobody
    "Maya Reyes": ("214-555-0161", "maya@mail.example", ("text", "voicemail")),
    "Keisha Daniels": ("214-555-0162", "keisha@mail.example", ("mail", "text")),
}
LETTERHEAD = ("Live Oak House", "1400 Live Oak Street, Dallas, Texas", "214-555-0142")


def add(done: Done, *, at: datetime) -> None:
    set_letterhead(by=done.by, lines=LETTERHEAD)
    for name, (phone, email, ways) in REACHED.items():
        pk = done.people[name]
        edit_patient(by=done.by, patient_id=pk, values={"phone": phone, "email": email})
        say_reach(by=done.by, patient_id=pk, ways=ways)
    tell_changes(done.program, at=at)
    remind(done.program, at=at)
