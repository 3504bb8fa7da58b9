# SPDX-License-Identifier: Apache-2.0
"""All that is done in the background, on one screen. `handrail work` takes its turns with each of these."""

from handrail.doors.post import sending
from handrail.doors.signin import sessions
from handrail.flow import reminding
from handrail.ground.kit.jobs import Job
from handrail.journey.timetable import actions as timetable
from handrail.journey.waiting import actions as waiting

JOBS = (
    Job("send what is due", sending.send_turn, every=20),
    Job("remind and tell changes", reminding.remind_turn, every=300, rests=True),
    Job("build a week", timetable.build_next, every=1),
    Job("look anew for whoever waits", waiting.try_again, every=20, rests=True),
    Job("forget sessions that have ended", sessions.forget_ended, every=3600),
)
