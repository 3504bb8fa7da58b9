# SPDX-License-Identifier: Apache-2.0
"""Reading packs of rules and determinations, each with the rules of its day."""

from collections.abc import Iterable
from datetime import date
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, UUIDField

from handrail.ground.kit.answer import Refused
from handrail.ground.tables.queries import Blank, Worded
from handrail.journey.intake import queries as intake
from handrail.journey.placement import pack as packs
from handrail.journey.placement import papers, rules
from handrail.journey.placement.cases import Case, cases
from handrail.journey.placement.models import Determination, KeptPack
from handrail.journey.placement.proposals import Answered, answered_since

FOLDER = Path(__file__).parents[4] / "packs" / "placement"


@cache
def texts() -> tuple[tuple[str, rules.Pack], ...]:
    """The text of every pack in the folder, and the pack; the oldest first. Raises Refused with every fault."""
    found, faults = [], []
    for path in sorted(FOLDER.glob("*.toml")):
        text = path.read_text(encoding="utf-8")
        try:
            found.append((text, packs.read(text)))
        except Refused as no:
            faults += [f"{path.name}: {because}" for because in no.because]
    if faults:
        raise Refused(*faults)
    return tuple(sorted(found, key=lambda told: told[1].effective_from))


def in_force_on(day: date) -> tuple[str, rules.Pack]:
    """The text and the pack by which levels are judged on this day."""
    found = [told for told in texts() if told[1].effective_from <= day]
    if not found:
        raise Refused(f"no pack of placement rules is in force on {day}: look into packs/placement")
    return found[-1]


def digest_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()


@lru_cache(maxsize=32)
def _read(_digest: str, text: str) -> rules.Pack:
    return packs.read(text)


@lru_cache(maxsize=32)
def _kept(digest: str) -> rules.Pack:
    """The pack of this digest: as its text makes the digest, it is read once."""
    return packs.read(KeptPack.objects.values_list("text", flat=True).get(digest=digest))


def explained(row: Determination, before: papers.Determination | None = None) -> papers.Explained:
    """A determination with the rules it was made by, whatever is in force today."""
    paper, pack = row.as_fact(), _read(row.pack.digest, row.pack.text)
    judgement = rules.judge(pack, paper.situation) if paper.is_rated else None
    return papers.Explained(
        paper, pack, judgement, papers.since(before, paper) if before else None,
        papers.way(pack, before, paper.decided) if paper.decided else "first", tuple(papers.lacks(pack, paper)),
    )  # fmt: skip


def _rows(**which: Any) -> QuerySet[Determination]:
    found = Determination.objects.filter(**which).select_related("pack", "author", "cosigner")
    return found.prefetch_related("ratings")


def history(patient_id: UUID) -> list[papers.Explained]:
    """Every signed determination of hers, each beside the one before it; the newest first."""
    told: list[papers.Explained] = []
    for row in _rows(patient=patient_id, signed_at__isnull=False).order_by("signed_at", "id"):
        told.append(explained(row, told[-1].paper if told else None))
    return told[::-1]


def last_signed(patient_id: UUID) -> papers.Explained | None:
    row = _rows(patient=patient_id, signed_at__isnull=False).order_by("-signed_at", "-id").first()
    return explained(row) if row else None


def draft(patient_id: UUID) -> papers.Explained | None:
    row = _rows(patient=patient_id, signed_at=None).first()
    return _beside_the_last(row) if row else None


def one(patient_id: UUID, determination_id: UUID) -> papers.Explained | None:
    row = _rows(patient=patient_id, pk=determination_id).first()
    return _beside_the_last(row) if row else None


def _beside_the_last(row: Determination) -> papers.Explained:
    earlier = _rows(patient=row.patient_id, signed_at__isnull=False).exclude(pk=row.pk)
    earlier = earlier.filter(signed_at__lt=row.signed_at) if row.signed_at else earlier
    last = earlier.order_by("-signed_at", "-id").first()
    return explained(row, last.as_fact() if last else None)


def in_force(patient_id: UUID) -> papers.Explained | None:
    """The newest one that is signed, and co-signed where that is needed."""
    return next((told for told in history(patient_id) if told.paper.is_in_force), None)


def waiting_for_cosignature(provider_id: UUID, program_ids: Iterable[UUID] | None) -> list[tuple[UUID, UUID]]:
    """Patients and their determinations that an intern signed and nobody has co-signed yet; the oldest first."""
    found = _uncosigned(provider=provider_id)
    only = None if program_ids is None else set(program_ids)
    return [(patient, pk) for patient, pk, program in found if only is None or program in only]


@Worded
def _uncosigned() -> QuerySet[Determination, Any]:
    found = Determination.objects.filter(provider=Blank("provider", UUIDField), needs_cosign=True, cosigned_at=None)
    return found.filter(signed_at__isnull=False).order_by("signed_at").values_list("patient", "id", "patient__program")


@Worded
def _signed() -> QuerySet[Determination, Any]:
    """Those in force of all who are here."""
    found = Determination.objects.filter(patient__left_at=None, signed_at__isnull=False)
    found = found.filter(patient__program=Blank("program", UUIDField))
    found = found.exclude(needs_cosign=True, cosigned_at=None).order_by("signed_at", "id")
    return found.values_list("patient", "judged_on", "decided", "pack__digest")


def reviews_due(program_id: UUID, *, until: date) -> list[tuple[UUID, date]]:
    """Whose level of care has to be judged again by then, and by when; the first that is due first."""
    found = _signed(program=program_id)
    newest = {patient: (judged_on, decided, digest) for patient, judged_on, decided, digest in found}
    due = [
        (patient, _kept(digest).due_on(decided, judged_on)) for patient, (judged_on, decided, digest) in newest.items()
    ]
    return sorted((one for one in due if one[1] <= until), key=lambda one: one[1])


def answers_of(patient_id: UUID) -> dict[str, Any]:
    """The answers of her assessment, by the key of the question and, where asked of each substance, the substance."""
    given = intake.answers_of(patient_id).given
    return {f"{key}.{of}" if of else key: one.value for (key, of), one in given.items()}


def answered(paper: papers.Determination) -> list[Answered]:
    """What was answered since this draft was begun, or since later answers were taken in."""
    return [] if paper.is_signed else answered_since(paper.answers, answers_of(paper.patient_id))


def told_since(found: papers.Explained) -> list[Answered]:
    """What is answered otherwise than at the determination before; nothing where that one rested on no answers."""
    before = found.since.before.answers if found.since else {}
    return answered_since(before, found.paper.answers) if before else []


def invented() -> list[Case]:
    """The invented people of `data/cases`, with their answers: for the demo."""
    return list(cases())
