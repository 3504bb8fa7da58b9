# SPDX-License-Identifier: Apache-2.0
"""An inquiry is begun, written down while she talks, and taken over by a colleague."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from handrail.ground.kit.answer import Refused
from handrail.ground.kit.by import By
from handrail.ground.people.rules import Place, Who, may
from handrail.ground.record import actions as record
from handrail.journey.frontdoor import queries
from handrail.journey.frontdoor.actions.holding import held, settled
from handrail.journey.frontdoor.desk import desk
from handrail.journey.frontdoor.models import Inquiry, Mark
from handrail.journey.frontdoor.rules import danger, facts, marks
from handrail.journey.frontdoor.rules.steps import Step, Wish
from handrail.journey.frontdoor.rules.steps import begin as first_state

COLUMNS = {*facts.TEXTS, *facts.TICKS, *facts.CODES}


class Stale(Refused):
    """A colleague has changed it since this page was read."""


@transaction.atomic
def begin(
    *, by: By, program_id: UUID, way: str, caller: str, at: datetime, form_key: str = "",
    values: Mapping[str, Any] | None = None, answers: Mapping[str, str] | None = None, owner: UUID | None = None,
) -> UUID:  # fmt: skip
    """Somebody asks for help. A form sent twice, with one key, is one inquiry: the same key is answered."""
    known = _with_key(by, form_key)
    if known:
        return known
    owner = owner or _owner(by, program_id)
    wish = Wish.YES if caller == "herself" else Wish.UNKNOWN
    made = Inquiry(
        provider_id=by.provider_id, program_id=program_id, form_key=form_key or None, way=way, caller=caller,
        first_contact_at=at, changed_by=_staff(by), **_checked(values or {}),
    )  # fmt: skip
    made.danger = json.dumps(danger.lasting(answers or {})) if answers else ""
    is_here = way in ("call", "walk_in")
    state = first_state(wish=wish, owner=owner, at=at, pace=desk().pace, reached=is_here)
    made.take(settled(state, program_id))
    made.reached_at = at if state.step.value == "reached" else None
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        again = _with_key(by, form_key)  # the same form, sent twice at once
        if again is None:
            raise
        return again
    _mark(made)
    record.note(by=by, did="inquiry.begun", about=made.id)
    return made.id


def ask(**how: Any) -> UUID:
    """From outside: nobody is signed in, and whoever has fewest open takes it."""
    return begin(**how)


def _with_key(by: By, form_key: str) -> UUID | None:
    if not form_key:
        return None
    return Inquiry.objects.filter(provider=by.provider_id, form_key=form_key).values_list("id", flat=True).first()


def _owner(by: By, program_id: UUID) -> UUID:
    """Whoever began it, if inquiries are hers to work on; else the one who has fewest."""
    if isinstance(by, Who) and by.staff_id and may(by, "inquiry.edit", Place(by.provider_id, program_id)):
        return by.staff_id
    found = queries.who_takes(by.provider_id, program_id)
    if found is None:
        raise Refused(_("Nobody here can take requests at the moment. Please call us instead."))
    return found


def _staff(by: By) -> UUID | None:
    return by.staff_id if isinstance(by, Who) else None


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """Only columns there are, only codes there are; texts as long as they may be."""
    if not values.keys() <= COLUMNS:
        raise TypeError(f"not to be written here: {values.keys() - COLUMNS}")
    for name, value in values.items():
        if name in facts.TEXTS and len(value) > facts.TEXTS[name]:
            raise Refused(_("One of these texts is too long."))
        if name in facts.CODES and value not in facts.CODES[name]:
            raise Refused(_("One of these answers is none of those offered."))
    return dict(values)


@transaction.atomic
def keep(
    *, by: By, inquiry_id: UUID, values: Mapping[str, Any], answers: Mapping[str, str] | None = None,
    version: str = "", caller: str = "", way: str = "", program_id: UUID | None = None,
) -> bool:  # fmt: skip
    """What was written while she talked: as often as one likes, nothing changed leaves no line.

    Stale if a colleague has changed it since; one's own earlier saving is none.
    """
    inquiry = held(by, inquiry_id)
    told = _checked(values)
    if answers is not None:
        told["danger"] = json.dumps(danger.lasting(answers), sort_keys=True) if danger.lasting(answers) else ""
    told |= {name: value for name, value in (("way", way), ("program_id", program_id)) if value}
    changed = [name for name, value in told.items() if getattr(inquiry, name) != value]
    new_caller = caller if caller and caller != inquiry.caller else ""
    if not changed and not new_caller:
        return False
    if version and version != inquiry.changed_at.isoformat() and inquiry.changed_by != _staff(by):
        raise Stale(_("A colleague has changed this meanwhile. Load the page again; what you typed is still here."))
    for name in changed:
        setattr(inquiry, name, told[name])
    if new_caller:
        changed += _call_by(inquiry, new_caller)
    inquiry.changed_by = _staff(by)
    inquiry.save(update_fields=[*changed, "changed_at", "changed_by"])
    if {"name", "born", "phone"} & set(changed):
        _mark(inquiry)
    record.note(by=by, did="inquiry.changed", about=inquiry.id)
    return True


def _call_by(inquiry: Inquiry, caller: str) -> list[str]:
    """It is another person who calls. Of herself the wish is known; of whoever calls for her it is not, until asked."""
    if caller not in facts.CALLERS:
        raise Refused(_("One of these answers is none of those offered."))
    if not inquiry.state.is_open or inquiry.step not in ("new", "reached"):
        raise Refused(_("Who called can be changed only before the danger questions are done."))
    wish = Wish.YES if caller == "herself" else Wish.UNKNOWN
    inquiry.caller = caller
    if wish == inquiry.state.wish:
        return ["caller"]
    owner = inquiry.state.owner
    assert owner is not None  # it is open
    is_here = inquiry.way in ("call", "walk_in")
    state = first_state(wish=wish, owner=owner, at=inquiry.first_contact_at, pace=desk().pace, reached=is_here)
    inquiry.reached_at = inquiry.first_contact_at if state.step == Step.REACHED else None
    return ["caller", "reached_at", *inquiry.take(settled(state, inquiry.program_id))]


def _mark(inquiry: Inquiry) -> None:
    fact = inquiry.as_fact()
    told = marks.marks_of(name=fact.name, born=fact.born, phones=[inquiry.phone])
    Mark.objects.filter(inquiry=inquiry).delete()
    Mark.objects.bulk_create(
        Mark(provider_id=inquiry.provider_id, inquiry=inquiry, kind=kind, digest=digest)
        for (kind, _text), digest in queries.digests(sorted(told)).items()
    )


@transaction.atomic
def take(*, by: By, inquiry_id: UUID, owner: UUID, takers: Iterable[UUID]) -> bool:
    """Another colleague does what comes next. `takers`: who may."""
    inquiry = held(by, inquiry_id)
    if owner not in set(takers):
        raise Refused(_("This colleague does not work on inquiries."))
    if inquiry.next == "" or inquiry.owner_id == owner:
        return False
    inquiry.owner_id = owner
    inquiry.save(update_fields=["owner", "changed_at"])
    record.note(by=by, did="inquiry.taken", about=inquiry.id)
    return True


@transaction.atomic
def allow_answer(*, by: By, inquiry_id: UUID, answer: str, at: datetime) -> bool:
    """What she said when asked whether whoever sent her may hear how it went."""
    if answer not in ("yes", "no"):
        raise Refused(_("Say whether it was yes or no."))
    inquiry = held(by, inquiry_id)
    if inquiry.may_answer == answer:
        return False
    if inquiry.wish != Wish.YES.value:
        raise Refused(_("The person has to be asked themselves."))
    inquiry.may_answer, inquiry.may_answer_at = answer, at
    inquiry.save(update_fields=["may_answer", "may_answer_at", "changed_at"])
    record.note(by=by, did="inquiry.answer_allowed", about=inquiry.id, because=answer)
    return True


@transaction.atomic
def answered(*, by: By, inquiry_id: UUID) -> None:
    """Whoever sent them was told how it went. Refused without her yes."""
    inquiry = held(by, inquiry_id)
    if inquiry.may_answer != "yes":
        raise Refused(_("There is no yes to this. Nothing may be told, not even whether they called."))
    record.note(by=by, did="inquiry.answered", about=inquiry.id)
