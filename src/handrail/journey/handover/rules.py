# SPDX-License-Identifier: Apache-2.0
"""Records of another program as lines of answers, from our JSON, our CSV or a FHIR R4 bundle. Pure."""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from handrail.journey.intake.catalogue import Catalogue
from handrail.journey.intake.rules import Answers, Place, Unreadable, Value, read_value, typed

FORMAT = "handrail/handover@1"
MOST_BYTES = 5_000_000
KINDS = ("residential", "detox", "hospital", "partial")
COLUMNS = ("key", "substance", "value")
# Words of a FHIR display that name a substance of ours. A name alone says that it was used, nothing more.
NAMED = {
    "alcohol": "alcohol", "opioid": "opioids", "heroin": "opioids", "fentanyl": "opioids", "cannabis": "cannabis",
    "marijuana": "cannabis", "cocaine": "cocaine", "methamphetamine": "stimulants", "tobacco": "tobacco",
    "smokes": "tobacco", "benzodiazepine": "sedatives",
}  # fmt: skip
LATELY = timedelta(days=90)  # whoever left a place longer ago does not come from there
USED = {
    "Patient", "Condition", "MedicationStatement", "MedicationRequest", "AllergyIntolerance", "Encounter",
}  # fmt: skip
STAY_WORDS = ("rehabilitation", "detoxification", "residential", "inpatient", "psychiatric")


@dataclass(frozen=True)
class Line:
    """One answer the records hold. `where`: the place in the file it comes from."""

    place: Place
    value: Value
    where: str


@dataclass(frozen=True)
class Fault:
    """What cannot be used: where, what, and how to mend it, as a code and its words."""

    where: str
    what: str


@dataclass(frozen=True)
class Aside:
    """What a file holds and we do not use: which kind, how often, and why, as a code."""

    what: str
    count: int
    because: str  # other_kind, over, not_active, long_ago, no_stay


@dataclass(frozen=True)
class Records:
    """What a file holds. `born`: whose records they say they are; `aside`: what of it was left aside."""

    sender: str
    lines: tuple[Line, ...]
    faults: tuple[Fault, ...] = ()
    name: str = ""
    born: date | None = None
    aside: tuple[Aside, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What becomes of a line: new, same, newer (of the same sender's records) or kept (she said otherwise)."""

    line: Line
    what: str
    stands: Value | None = None


@dataclass
class _Read:
    """Lines and faults, as they are found."""

    catalogue: Catalogue
    lines: dict[Place, Line] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    aside: list[Aside] = field(default_factory=list)

    def leave(self, what: str, count: int, because: str) -> None:
        if count:
            self.aside.append(Aside(what, count, because))

    def add(self, where: str, key: str, substance: str, words: Iterable[str]) -> None:
        question = self.catalogue.question(key)
        if question is None or question.section == "impression":
            return self.wrong(where, f"{key or 'the key'} is not asked: docs/assessment.md lists the keys")
        if question.per_substance != bool(substance) or (substance and not question.is_about(substance)):
            known = ", ".join(one.key for one in self.catalogue.substances if question.is_about(one.key))
            return self.wrong(where, f"{key}: name a substance it is asked about, one of {known}" if known
                              else f"{key} is asked once: leave the substance empty")  # fmt: skip
        try:
            value = read_value(question, words)
        except Unreadable as no:
            return self.wrong(where, str(no))
        if value is not None:
            self.lines[key, substance] = Line((key, substance), value, where)
        return None

    def wrong(self, where: str, what: str) -> None:
        self.faults.append(Fault(where, what))

    def done(self, sender: str, *, name: str = "", born: date | None = None) -> Records:
        """With every substance a line speaks of named as used, as its answers count only then."""
        named = {substance for _key, substance in self.lines if substance}
        ever = self.lines.get(("use.ever", ""))
        told = set(ever.value) if ever and isinstance(ever.value, tuple) else set()
        if named - told:
            where = ever.where if ever else "from what else it tells"
            self.add(where, "use.ever", "", sorted(named | told))
        return Records(sender, tuple(self.lines.values()), tuple(self.faults), name, born, tuple(self.aside))


def read(catalogue: Catalogue, name: str, content: bytes, *, on: date, sender: str = "") -> Records:
    """By what the file is, not by its name alone, as seen on this day. Never raises: what cannot be used is a fault."""
    if len(content) > MOST_BYTES:
        return Records(sender, (), (Fault(name, f"the file is larger than {MOST_BYTES // 1_000_000} MB: send less"),))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Records(sender, (), (Fault(name, "it is not text in UTF-8: save it so and try again"),))
    if not text.lstrip().startswith(("{", "[")):
        return _csv(catalogue, text, sender)
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as no:
        return Records(sender, (), (Fault(name, f"it is not whole JSON: {no}"),))
    if isinstance(told, dict) and told.get("resourceType") == "Bundle":
        return _bundle(catalogue, told, sender, on)
    if isinstance(told, dict) and told.get("format") == FORMAT:
        return from_own(catalogue, told, sender)
    return Records(sender, (), (Fault(name, f'say "format": "{FORMAT}", or send a FHIR Bundle'),))


def from_own(catalogue: Catalogue, told: Mapping[str, Any], sender: str = "") -> Records:
    """From our own format, once it is parsed."""
    made, rows = _Read(catalogue), told.get("answers", [])
    if not isinstance(rows, list):
        made.wrong("answers", "must be a list of key, substance, value")
        rows = []
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict) or "key" not in row:
            made.wrong(f"answers, number {number}", "must name key and value")
            continue
        value = row.get("value", [])
        words = [str(one) for one in value] if isinstance(value, list) else [str(value)]
        made.add(f"answers, number {number}", str(row["key"]), str(row.get("substance", "")), words)
    person = told.get("person") if isinstance(told.get("person"), dict) else {}
    assert isinstance(person, dict)
    return made.done(
        sender or str(told.get("from", "")), name=str(person.get("name", "")), born=_day(person.get("born"))
    )


def _csv(catalogue: Catalogue, text: str, sender: str) -> Records:
    made, rows = _Read(catalogue), csv.DictReader(io.StringIO(text))
    if not set(COLUMNS) <= set(rows.fieldnames or ()):
        made.wrong("line 1", "name the columns key, substance, value")
        return made.done(sender)
    try:
        for row in rows:
            words = (row["value"] or "").split("|") if (row["value"] or "") else []
            made.add(f"line {rows.line_num}", (row["key"] or "").strip(), (row["substance"] or "").strip(), words)
    except csv.Error as no:
        made.wrong(f"line {rows.line_num}", f"it is not CSV: {no}")
    return made.done(sender)


def _bundle(catalogue: Catalogue, told: Mapping[str, Any], sender: str, on: date) -> Records:
    """A part of FHIR R4: Patient, Condition, MedicationStatement and -Request, AllergyIntolerance, Encounter."""
    made = _Read(catalogue)
    entries = told.get("entry")
    found = [one["resource"] for one in entries if isinstance(one, dict) and isinstance(one.get("resource"), dict)] if (
        isinstance(entries, list)
    ) else []  # fmt: skip
    if not found:
        made.wrong("entry", "the bundle holds nothing: send one with entries")
    by_type: dict[str, list[Mapping[str, Any]]] = {}
    for one in found:
        by_type.setdefault(str(one.get("resourceType")), []).append(one)
    conditions = [
        one for one in by_type.get("Condition", []) if _code(one, "clinicalStatus") in ("", "active", "recurrence")
    ]
    medicines = [
        one for kind in ("MedicationStatement", "MedicationRequest") for one in by_type.get(kind, [])
        if one.get("status") == "active"
    ]  # fmt: skip
    made.leave("Condition", len(by_type.get("Condition", [])) - len(conditions), "over")
    prescribed = sum(len(by_type.get(kind, [])) for kind in ("MedicationStatement", "MedicationRequest"))
    made.leave("Medication", prescribed - len(medicines), "not_active")
    _text(made, "health.conditions", "Condition", [_words(one.get("code")) for one in conditions])
    _text(made, "health.medicines", "Medication", [_words(one.get("medicationCodeableConcept")) for one in medicines])
    _text(
        made,
        "health.allergies",
        "AllergyIntolerance",
        [_words(one.get("code")) for one in by_type.get("AllergyIntolerance", [])],
    )
    _substances(made, [_words(one.get("code")) for one in by_type.get("Condition", [])])
    _stay(made, by_type.get("Encounter", []), on)
    for kind, count in Counter(str(one.get("resourceType")) for one in found).most_common():
        made.leave(kind, count if kind not in USED else 0, "other_kind")
    person = next(iter(by_type.get("Patient", [])), {})
    return made.done(sender, name=_name(person), born=_day(person.get("birthDate")))


def _text(made: _Read, key: str, where: str, said: Iterable[str]) -> None:
    lines = list(dict.fromkeys(words for words in said if words))
    if lines:
        made.add(where, key, "", ["\n".join(lines)[:8000]])


def _substances(made: _Read, said: Iterable[str]) -> None:
    text = " ".join(said).casefold()
    used = sorted({substance for word, substance in NAMED.items() if word in text})
    if used:
        made.add("Condition", "use.ever", "", used)


def _stay(made: _Read, encounters: Sequence[Mapping[str, Any]], on: date) -> None:
    """The last stay that is over: where she comes from, and when she left. One that ended long ago says neither."""
    stays = []
    for one in encounters:
        period = one.get("period") if isinstance(one.get("period"), dict) else {}
        assert isinstance(period, dict)
        left, words = _day(period.get("end")), _words(next(iter(_list(one.get("type"))), None)).casefold()
        if left and any(word in words for word in STAY_WORDS):
            stays.append((left, _day(period.get("start")), words))
    made.leave("Encounter", len(encounters) - len(stays), "no_stay")
    recent = [stay for stay in stays if on - LATELY <= stay[0] <= on]
    made.leave("Encounter", len(stays) - len(recent[:1]), "long_ago")
    if not recent:
        return
    left, began, words = max(recent, key=lambda stay: stay[0])
    kind = (
        "residential"
        if "rehabilitation" in words or "residential" in words
        else "detox"
        if "detox" in words
        else "hospital"
    )
    where = f"Encounter that ended {left.isoformat()}"
    made.add(where, "coming.comes_from", "", [kind])
    made.add(where, "coming.discharged_on", "", [left.isoformat()])
    if began:
        made.add(where, "coming.stay_from", "", [began.isoformat()])
    if "detox" in words:
        made.add(where, "withdrawal.detox_done", "", ["done"])


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _words(concept: Any) -> str:
    if not isinstance(concept, dict):
        return ""
    coding = next((one for one in _list(concept.get("coding")) if isinstance(one, dict)), {})
    return str(concept.get("text") or coding.get("display") or "").strip()


def _code(one: Mapping[str, Any], name: str) -> str:
    concept = one.get(name)
    coding = _list(concept.get("coding")) if isinstance(concept, dict) else []
    return str(coding[0].get("code", "")) if coding and isinstance(coding[0], dict) else ""


def _name(person: Mapping[str, Any]) -> str:
    name = next((one for one in _list(person.get("name")) if isinstance(one, dict)), {})
    return " ".join([*map(str, _list(name.get("given"))), str(name.get("family", ""))]).strip()


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def write(records: Records) -> str:
    """In our own format: what a page carries from the first look to the second."""
    rows = [{"key": line.place[0], "substance": line.place[1], "value": typed(line.value)} for line in records.lines]
    return json.dumps({"format": FORMAT, "from": records.sender, "answers": rows}, ensure_ascii=False)


def outcomes(records: Records, answers: Answers) -> Iterator[Outcome]:
    """What would become of each line beside what is there already."""
    for line in records.lines:
        there = answers.given.get(line.place)
        if there is None:
            yield Outcome(line, "new")
        elif there.value == line.value:
            yield Outcome(line, "same", there.value)
        elif there.source == "records" and there.of == records.sender:
            yield Outcome(line, "newer", there.value)
        else:
            yield Outcome(line, "kept", there.value)
