# SPDX-License-Identifier: Apache-2.0
"""Determining a level of care: begin with what the answers propose, rate, decide, sign, co-sign, drop."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from handrail.ground.kit.answer import Refused
from handrail.ground.people.rules import Role, Who
from handrail.ground.record import actions as record
from handrail.journey.placement import papers, queries, rules
from handrail.journey.placement.models import Determination, KeptPack, Rating
from handrail.journey.placement.proposals import Answers, Proposals, proposed, stands

DECIDED = (
    "decided", "override_reason", "agreed", "agreed_words", "available", "alternatives", "interim_plan",
    "tool_name", "tool_version", "tool_on", "tool_level", "summary",
)  # fmt: skip


@dataclass(frozen=True)
class Weighed:
    """What she who judges gives: a rating for each area with reasons, and what else counts, by code."""

    ratings: Mapping[str, int | None]
    reasons: Mapping[str, str] = field(default_factory=dict)
    gates: frozenset[str] = frozenset()
    dismissed: Mapping[str, str] = field(default_factory=dict)
    supports: frozenset[str] = frozenset()
    facts: frozenset[str] = frozenset()


@transaction.atomic
def begin(*, by: Who, patient_id: UUID, occasion: str, answers: Answers, on: date, at: datetime) -> UUID:
    """A draft with the ratings that the answers propose; the one there is, if one was begun.

    Facts that were put in by hand last time are still so until she says otherwise; dangers and what is in place are
    asked anew.
    """
    known = Determination.objects.select_for_update().filter(patient=patient_id, signed_at=None).first()
    if known:
        return known.id
    if occasion not in papers.OCCASIONS:
        raise Refused(_("say on which occasion: %(these)s") % {"these": ", ".join(papers.OCCASIONS)})
    text, pack = queries.in_force_on(on)
    kept, _new = KeptPack.objects.get_or_create(
        digest=queries.digest_of(text), defaults={"version": pack.version, "text": text}
    )
    found = proposed(pack, answers, on=on)
    made = Determination.objects.create(
        provider_id=by.provider_id, patient_id=patient_id, occasion=occasion, judged_on=on, pack=kept,
        gates=sorted(found.gates), supports=sorted(found.supports),
        facts=_still_so(patient_id, found, pack), answers=json.dumps(dict(answers), default=str),
        author_id=by.staff_id, begun_at=at,
    )  # fmt: skip
    Rating.objects.bulk_create(
        Rating(
            provider_id=by.provider_id, determination=made, place=place, area=one.area.id, proposed=one.rating,
            given=one.rating,
        )
        for place, one in enumerate(found.ratings)
    )  # fmt: skip
    _recommend(made)
    record.note(by=by, did="level.begun", about=made.id, patient=patient_id)
    return made.id


def _still_so(patient_id: UUID, found: Proposals, pack: rules.Pack) -> list[str]:
    last = queries.last_signed(patient_id)
    if last is None:
        return sorted(found.facts)
    then = proposed(last.pack, last.paper.answers, on=last.paper.judged_on)
    known = {fact.id for fact in pack.facts}
    return [code for code in stands(last.paper.facts, then.facts, found.facts) if code in known]


@transaction.atomic
def weigh(*, by: Who, determination_id: UUID, told: Weighed) -> None:
    """The ratings as she gives them. One that differs from what is proposed needs a reason before it can be signed."""
    held = _held(by, determination_id)
    pack = queries.explained(held).pack
    _must_be_known(pack, told)
    for row in held.ratings.all():
        row.given = told.ratings.get(row.area)
        row.reason = told.reasons.get(row.area, "").strip()
        row.save(update_fields=["given", "reason"])
    held.gates, held.supports, held.facts = sorted(told.gates), sorted(told.supports), sorted(told.facts)
    proposes = proposed(pack, held.as_fact().answers, on=held.judged_on).gates
    held.dismissed = json.dumps({gate: told.dismissed.get(gate, "") for gate in proposes if gate not in told.gates})
    _recommend(_held(by, determination_id, held))
    record.note(by=by, did="level.weighed", about=held.id, patient=held.patient_id)


@transaction.atomic
def take_in(*, by: Who, determination_id: UUID, answers: Answers, on: date) -> None:
    """Answers given since the draft was begun change what is proposed, as it stands on this day.

    What she changed herself stays, with her reasons; a rating that was as proposed follows the new proposal.
    """
    held = _held(by, determination_id)
    told = queries.explained(held)
    before = proposed(told.pack, told.paper.answers, on=held.judged_on)
    now = proposed(told.pack, answers, on=on)
    by_area = {one.area.id: one.rating for one in now.ratings}
    for row in held.ratings.all():
        follows = row.given == row.proposed
        row.proposed = by_area[row.area]
        row.given = row.proposed if follows else row.given
        row.save(update_fields=["proposed", "given"])
    dismissed = told.paper.dismissed
    held.gates = stands(held.gates, before.gates, now.gates)
    held.supports = stands(held.supports, before.supports, now.supports)
    held.facts = stands(held.facts, before.facts, now.facts)
    held.dismissed = json.dumps({gate: dismissed.get(gate, "") for gate in now.gates if gate not in held.gates})
    held.answers, held.judged_on = json.dumps(dict(answers), default=str), on
    held.save(update_fields=["answers", "judged_on"])
    _recommend(_held(by, determination_id, held))
    record.note(by=by, did="level.answers_taken_in", about=held.id, patient=held.patient_id)


@transaction.atomic
def decide(*, by: Who, determination_id: UUID, values: Mapping[str, Any]) -> None:
    """What was decided and how the patient sees it. It may be unfinished; a signature waits until it is whole."""
    held = _held(by, determination_id)
    pack = queries.explained(held).pack
    if not held.recommended:
        raise Refused(_("rate every area first: the decision is made in sight of what the rules recommend"))
    if values.get("decided") and values["decided"] not in {level.id for level in pack.levels}:
        raise Refused(_("choose one of the levels of care"))
    for name in DECIDED:
        if name in values:
            setattr(held, name, values[name])
    held.save(update_fields=list(DECIDED))
    record.note(by=by, did="level.decided", about=held.id, patient=held.patient_id)


@transaction.atomic
def sign(*, by: Who, determination_id: UUID, at: datetime) -> None:
    """Whole and for good: from now on it is never changed. An intern's waits for a co-signature."""
    held = _held(by, determination_id)
    told = queries.explained(held)
    if told.lacks:
        raise Refused(*(say(told.pack, lack) for lack in told.lacks))
    if by.staff_id is None:
        raise Refused(_("only a member of staff signs a determination"))
    held.author_id, held.signed_at = by.staff_id, at
    held.needs_cosign = _is_intern(by, held.patient.program_id)
    held.save(update_fields=["author", "signed_at", "needs_cosign"])
    held = _row(by, determination_id)
    held.signed_hash = papers.hash_of(held.as_fact())
    held.save(update_fields=["signed_hash"])
    record.note(by=by, did="level.signed", about=held.id, patient=held.patient_id)


@transaction.atomic
def cosign(*, by: Who, determination_id: UUID, at: datetime) -> None:
    """A supervisor has read it and stands by it. Saying it twice changes nothing."""
    held = _row(by, determination_id)
    if held.cosigned_at:
        return
    if not held.signed_at or not held.needs_cosign:
        raise Refused(_("this determination waits for no co-signature"))
    if by.staff_id is None or by.staff_id == held.author_id:
        raise Refused(_("whoever signed it cannot co-sign it"))
    held.cosigner_id, held.cosigned_at = by.staff_id, at
    held.save(update_fields=["cosigner", "cosigned_at"])
    record.note(by=by, did="level.cosigned", about=held.id, patient=held.patient_id)


@transaction.atomic
def drop(*, by: Who, determination_id: UUID) -> None:
    """A draft that is not to be."""
    held = _held(by, determination_id)
    key, patient = held.id, held.patient_id
    held.delete()
    record.note(by=by, did="level.dropped", about=key, patient=patient)


@transaction.atomic
def take_over(*, kept: UUID, merged: UUID) -> None:
    """Two entries were one person: determinations of both are hers; of two drafts, that of the kept stays. Told by
    the merge."""
    found = Determination.objects.filter(patient=merged)
    if Determination.objects.filter(patient=kept, signed_at=None).exists():
        found.filter(signed_at=None).delete()
    found.update(patient=kept)


def say(pack: rules.Pack, lack: papers.Lack) -> str:
    """What stands in the way of a signature, as a sentence."""
    names = {level.id: level.name for level in pack.levels} | {area.id: area.name for area in pack.areas}
    if lack.code == "gate_no_reason":  # an area and a gate may be called alike
        names |= {gate.id: gate.name for gate in pack.gates}
    return {
        "not_rated": _("“%(name)s” is not rated yet"),
        "no_reason": _("“%(name)s” is rated otherwise than the answers propose: say why"),
        "gate_no_reason": _("the answers point to “%(name)s”: say why it does not stand"),
        "not_decided": _("no level is decided yet"),
        "gate_stands": _(
            "a safety gate stands: decide for “%(name)s”, or take the gate back with a reason if the danger is past"
        ),
        "no_override_reason": _("the decision differs from what is recommended: say why"),
        "not_agreed": _("say whether it was agreed with the patient"),
        "no_agreed_words": _("say what the patient sees otherwise"),
        "no_interim_plan": _("the level is not to be had here: say what happens until it is"),
    }[lack.code] % {"name": _(names.get(lack.about, lack.about))}


def _is_intern(by: Who, program_id: UUID | None) -> bool:
    whole = by.is_any(Role.COUNSELOR, Role.DIRECTOR, program_id=program_id)
    return by.is_any(Role.INTERN, program_id=program_id) and not whole


def _must_be_known(pack: rules.Pack, told: Weighed) -> None:
    known = {area.id for area in pack.areas}
    worst = rules.WORST
    if set(told.ratings) - known or any(not 0 <= one <= worst for one in told.ratings.values() if one is not None):
        raise Refused(_("rate each of the six areas from 0 to %(worst)d") % {"worst": worst})
    gates, supports = {gate.id for gate in pack.gates}, {support.id for support in pack.supports}
    strange = (told.gates - gates) | (told.supports - supports) | (told.facts - {fact.id for fact in pack.facts})
    if strange:
        raise Refused(_("this is not in the rules: %(codes)s") % {"codes": ", ".join(sorted(strange))})


def _recommend(held: Determination) -> None:
    paper = _row_of(held).as_fact()
    pack = queries.explained(_row_of(held)).pack
    situation = rules.Situation(
        tuple(one.given for one in paper.ratings if one.given is not None), frozenset(held.gates),
        frozenset(held.supports), frozenset(held.facts),
    )  # fmt: skip
    held.recommended = pack.levels[rules.level_of(pack, situation)].id if paper.is_rated else ""
    held.save(update_fields=["recommended", "gates", "supports", "facts", "dismissed"])


def _row_of(held: Determination) -> Determination:
    return (
        Determination.objects.select_related("pack", "author", "cosigner").prefetch_related("ratings").get(pk=held.pk)
    )


def _row(by: Who, pk: UUID) -> Determination:
    found = Determination.objects.select_for_update(of=("self",)).select_related(
        "pack", "author", "cosigner", "patient"
    )
    row = found.filter(provider=by.provider_id, pk=pk).prefetch_related("ratings").first()
    if row is None:
        raise Refused(_("this determination is not there any more"))
    return row


def _held(by: Who, pk: UUID, row: Determination | None = None) -> Determination:
    """A draft, held until the transaction ends; what is signed is refused."""
    row = row or _row(by, pk)
    if row.signed_at:
        raise Refused(_("what is signed is never changed: make a new determination instead"))
    return row
