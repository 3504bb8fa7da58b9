# SPDX-License-Identifier: Apache-2.0
"""Reading the papers of an admission: how each item stands. A few questions, however many packets are open."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet, UUIDField

from handrail.ground.packs.rules import Deadline, Pack
from handrail.ground.people.rules import Patient
from handrail.ground.program import queries as programs
from handrail.ground.program.rules import Program
from handrail.ground.tables.queries import Blanks, Worded
from handrail.journey.admission import checklist, facts, rules
from handrail.journey.admission.models import Packet, Policy, Signature, Struck, Tick
from handrail.journey.admission.rules import Admitted, Line, Proof
from handrail.journey.intake import queries as intake
from handrail.journey.timetable import queries as timetable

AHEAD = timedelta(days=28)  # so far the days of service to come are looked for
PACKETS = Blanks("packets", UUIDField)
BACK = timedelta(days=120)  # and so far those that were
POLICY = tuple(field.name for field in fields(rules.Policy))


@cache
def wordings() -> Mapping[str, facts.Wording]:
    """The forms as they are signed now, by key. Read once; a new text needs a new start."""
    return facts.wordings((facts.OURS, *settings.FORMS))


def wording(form: str, program: Program) -> facts.Wording | None:
    """A form with the program's own name and number in it."""
    found = wordings().get(form)
    return found.spoken(program=program.name, phone=program.phone or "–") if found else None


def packet(patient_id: UUID) -> facts.Packet | None:
    """The open one, or the latest."""
    found = Packet.objects.filter(patient=patient_id).order_by("-admitted_at", "-id")
    row = found.filter(closed_at=None).first() or found.first()
    return row.as_fact() if row else None


def insurances(patient_id: UUID) -> list[facts.Insurance]:
    """Those that stand, the one that is asked first first."""
    rows = Policy.objects.filter(patient=patient_id, ended_at=None).select_related("staff").order_by("place")
    return [row.as_fact() for row in rows]


def signatures(packet_id: UUID) -> list[facts.Signature]:
    """All of this packet, also declined and struck, the newest first."""
    rows = Signature.objects.filter(packet=packet_id).select_related("wording", "struck").order_by("-at", "-id")
    return [row.as_fact(getattr(row, "struck", None)) for row in rows]


def deadlines(program: Program, on: date) -> list[Deadline]:
    """What the packs of this program ask after an admission, as it stood on that day."""
    return _deadlines(programs.packs_of(program), program, on)


def _deadlines(packs: Iterable[Pack], program: Program, on: date) -> list[Deadline]:
    whom = ("", "adults")
    return [
        row for pack in packs if pack.is_in_force(on) for row in pack.deadlines
        if row.after == "admission" and row.whom in whom and row.speaks_of(level=program.level_of_care, whom=row.whom)
    ]  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """One packet with all its lines."""

    packet: facts.Packet
    patient: Patient
    lines: tuple[Line, ...]

    @property
    def missing(self) -> int:
        return sum(not line.proof.is_done for line in self.lines)

    @property
    def late(self) -> int:
        return sum(line.state == "late" for line in self.lines)

    @property
    def is_near(self) -> bool:
        return any(line.state == "soon" for line in self.lines)

    @property
    def next(self) -> Line | None:
        return next((line for line in self.lines if not line.proof.is_done), None)


def sheet(program: Program, packet_id: UUID, *, at: datetime) -> Sheet:
    row = Packet.objects.select_related("patient").get(pk=packet_id)
    return _sheets(program, [row], at=at)[0]


def sheets(program: Program, *, at: datetime) -> list[Sheet]:
    """Every open packet of those who are here, the most pressing first."""
    rows = Packet.objects.filter(patient__program=program.id, patient__left_at=None, closed_at=None)
    found = _sheets(program, list(rows.select_related("patient").order_by("admitted_at", "id")), at=at)
    return sorted(found, key=lambda one: (-one.late, not one.is_near, -one.missing, one.packet.admitted_at))


def pressing(program: Program, *, at: datetime) -> tuple[int, int]:
    """Of how many open packets something is late, and of how many others something is due soon.

    As `sheets` tells it; but the dated week is read only of those for whom it would make a difference.
    """
    rows = Packet.objects.filter(patient__program=program.id, patient__left_at=None, closed_at=None)
    told = _papers(program, list(rows.select_related("patient")), at=at)
    today = at.astimezone(ZoneInfo(program.time_zone)).date()
    open_to = {one.patient: one.admitted.at.date() for one in told if one.may_differ(today + AHEAD, at)}
    days = _service_days(program, open_to, today)
    states = [rules.pressing(one.lines(days.get(one.patient, ()), at)) for one in told]
    return states.count("late"), states.count("soon")


def _sheets(program: Program, rows: Sequence[Packet], *, at: datetime) -> list[Sheet]:
    papers = _papers(program, rows, at=at)
    begun = {one.patient: one.admitted.at.date() for one in papers if len(rows) == 1 or one.counts_service_days}
    days = _service_days(program, begun, at.astimezone(ZoneInfo(program.time_zone)).date())
    return [
        Sheet(one.row.as_fact(), one.row.patient.as_fact(), tuple(one.lines(days.get(one.patient, ()), at)))
        for one in papers
    ]


@dataclass(frozen=True)
class _Papers:
    """One packet with what is asked of it and what is proved."""

    row: Packet
    admitted: Admitted
    told: list[Deadline]
    asked: list[rules.Item]
    proofs: Mapping[str, Proof]

    @property
    def patient(self) -> UUID:
        return self.row.patient_id

    @property
    def counts_service_days(self) -> bool:
        return rules.counts_service_days(self.asked, self.told, self.proofs)

    def lines(self, days: tuple[date, ...], at: datetime) -> list[Line]:
        return rules.lines(self.asked, self.told, self.proofs, replace(self.admitted, service_days=days), at)

    def may_differ(self, last: date, at: datetime) -> bool:
        """Whether days of service could press it more than its other terms do: not even a session every day might."""
        if not self.counts_service_days:
            return False
        first = self.admitted.at.date()
        daily = tuple(first + timedelta(days=n) for n in range((last - first).days + 1))
        return rules.pressing(self.lines((), at)) != rules.pressing(self.lines(daily, at))


def _papers(program: Program, rows: Sequence[Packet], *, at: datetime) -> list[_Papers]:
    if not rows:
        return []
    zone, items = ZoneInfo(program.time_zone), checklist.current()
    known, packs = _Known.of(rows), programs.packs_of(program)
    papers = []
    for row in rows:
        admitted = Admitted(row.admitted_at.astimezone(zone), row.patient.mode)
        told = _deadlines(packs, program, admitted.at.date())
        asked = rules.asked(items, told, admitted.mode)
        proofs = {item.key: known.proof(item, row, at.astimezone(zone)) for item in asked}
        papers.append(_Papers(row, admitted, told, asked, proofs))
    return papers


def _service_days(program: Program, begun: Mapping[UUID, date], today: date) -> dict[UUID, tuple[date, ...]]:
    """The days since her admission on which each has a session in the dated week, cancelled ones left out."""
    first = max(min(begun.values(), default=today), today - BACK)
    served = timetable.served(program, begun, first, today + AHEAD)
    return {patient: tuple(day for day in days if day >= begun[patient]) for patient, days in served.items()}


@Worded
def _policies() -> QuerySet[Policy, Any]:
    theirs = Policy.objects.filter(ended_at=None, patient__in=Blanks("patients", UUIDField))
    return theirs.order_by("place").values_list("patient", "at", "staff__name", *POLICY)


@Worded
def _standing() -> QuerySet[Signature, Any]:
    columns = ("packet", "wording__form", "way", "signed_on", "at", "name")
    found = Signature.objects.filter(struck=None, packet__in=PACKETS)
    return found.order_by("at", "id").values_list(*columns)


@Worded
def _ticks() -> QuerySet[Tick, Any]:
    found = Tick.objects.filter(taken_back_at=None, packet__in=PACKETS)
    return found.values_list("packet", "item", "done_on", "at", "staff__name")


@dataclass(frozen=True)
class _Known:
    """What is known of these packets, read at once."""

    policies: Mapping[UUID, list[tuple[rules.Policy, datetime, str]]]  # each with when it was told, and by whom
    signatures: Mapping[tuple[UUID, str], list[tuple[str, date, datetime, str]]]  # of a form: way, day, when told, name
    ticks: Mapping[tuple[UUID, str], tuple[date, datetime, str]]
    assessed: Mapping[UUID, Any]

    @classmethod
    def of(cls, rows: Iterable[Packet]) -> "_Known":
        patients, packets = [row.patient_id for row in rows], [row.id for row in rows]
        policies, signed = defaultdict(list), defaultdict(list)
        for patient, at, by, *values in _policies(patients=patients):
            policies[patient].append((rules.Policy(*values), at, by or ""))
        for packet, form, *how in _standing(packets=packets):
            signed[packet, form].append(tuple(how))
        ticks = {(packet, item): (on, at, by or "") for packet, item, on, at, by in _ticks(packets=packets)}
        return cls(policies, signed, ticks, intake.signed_at(patients))

    def proof(self, item: rules.Item, row: Packet, now: datetime) -> Proof:
        """How this item is proved, or what is missing of it. `now`: on the program's clock."""
        if item.proof == "form":
            return self._signed(item, row, now)
        if item.proof == "hand":
            tick = self.ticks.get((row.id, item.key))
            if tick is None:
                return Proof(missing=("tick",))
            done_on, told_at, by = tick
            return Proof(True, _noon(done_on, told_at, now), by)
        if item.proof == "assessment":
            at = self.assessed.get(row.patient_id)
            counts = at is not None and at >= row.admitted_at - rules.EARLY
            return Proof(True, at) if counts else Proof(missing=("assessment",))
        if item.proof == "insurance":
            held = self.policies.get(row.patient_id, [])
            lacks = rules.insured([policy for policy, *_ in held], now.date())
            return Proof(missing=lacks) if lacks else Proof(True, *held[0][1:])
        contact = row.patient.contact()
        if item.proof == "contact":
            lacks = rules.contact_lacks(name=contact.emergency_name, phone=contact.emergency_phone)
        else:
            lacks = rules.person_lacks(
                phone=contact.phone, email=contact.email, address=contact.address, language=contact.language,
                reach=contact.reach,
            )  # fmt: skip
        return Proof(not lacks, missing=lacks)

    def _signed(self, item: rules.Item, row: Packet, now: datetime) -> Proof:
        """The first signature that counts; one that was struck does not, nor a declined one that is needed."""
        for way, signed_on, told_at, name in self.signatures.get((row.id, item.form), ()):
            if way != "declined" or item.may_decline:
                return Proof(True, _noon(signed_on, told_at, now), name)
        return Proof(missing=("signature",))


def _noon(day: date, told_at: datetime, now: datetime) -> datetime:
    """When something was done of which only the day is known: at noon, or when it was told, if that was sooner."""
    return min(datetime.combine(day, time(12), now.tzinfo), told_at)


def signature(patient_id: UUID, pk: UUID) -> facts.Signature | None:
    row = Signature.objects.filter(packet__patient=patient_id, pk=pk).select_related("wording").first()
    return row.as_fact(Struck.objects.filter(signature=row).first()) if row else None
