# SPDX-License-Identifier: Apache-2.0
"""Individual sessions of a draft, by hand: moved, given and ended, each judged at once like everything else there."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django import forms

from handrail.ground.kit.answer import Refused
from handrail.journey.timetable.edits import Edit, Give, read_edit
from handrail.journey.timetable.forms.drafts import Given, SessionPlace
from handrail.journey.timetable.problem import minutes_of
from handrail.journey.timetable.proposal import Facing
from handrail.journey.timetable.week import Appointment

KINDS = ("session", "give", "end")
Form = TypeVar("Form", bound=forms.Form)


def shown(facing: Facing, names: dict[str, str], day: str, asked: str) -> dict[str, Any]:
    """The sessions of a day, the one that was chosen, and the form that gives one."""
    held = sorted((a for a in facing.week.appointments if a.day == day), key=lambda a: (a.start, names.get(a.patient)))
    chosen = next((a for a in facing.week.appointments if key_of(a) == asked), None)
    lacking = {(one.patient, one.service) for one in facing.week.unmet}
    return {
        "sessions": [line(a, names) for a in held],
        "session": line(chosen, names) | {"form": SessionPlace(problem=facing.problem, session=chosen)}
        if chosen else None,
        "given": Given(problem=facing.problem, names=names, lacking=lacking),
    }  # fmt: skip


def line(one: Appointment, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "key": key_of(one), "patient": one.patient, "name": names.get(one.patient, ""), "start": minutes_of(one.start),
        "service": names.get(one.service, ""), "clinician": names.get(one.clinician, ""), "day": one.day,
    }  # fmt: skip


def key_of(one: Appointment) -> str:
    return f"{one.patient}.{one.day}.{one.start}"


def edit_of(told: Any, facing: Facing, names: dict[str, str]) -> Edit:
    """What the form says, as an edit of the week. Refused with the form's own words."""
    if told["kind"] == "give":
        given = Given(told, problem=facing.problem, names=names, lacking=set())
        return Give(made=_sound(given).made)
    patient, _dot, rest = told.get("session", "").partition(".")
    day, _dot, start = rest.partition(".")
    if told["kind"] == "end":
        return read_edit({"kind": "end", "patient": patient, "day": day, "start": start})
    form = _sound(SessionPlace(told, problem=facing.problem))
    to = {"to_day": form.cleaned_data["day"], "to_start": form.starts}
    return read_edit({"kind": "session", "patient": patient, "day": day, "start": start} | to)


def _sound(form: Form) -> Form:
    if not form.is_valid():
        raise Refused(*(str(fault) for faults in form.errors.values() for fault in faults))
    return form
