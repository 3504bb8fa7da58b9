# SPDX-License-Identifier: Apache-2.0
"""Does a diagnosis fit the signs that were counted? What does not is pointed out; the clinician decides. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from handrail.journey.intake.rules import Disorder

STANDINGS = ("confirmed", "provisional", "history")
SEVERITIES = ("", "mild", "moderate", "severe")
REMISSIONS = ("", "early", "sustained")
# ICD-10-CM's chapters of use disorders and the substances of the assessment (CMS/CDC, code set of 2026).
SUBSTANCES = {
    "F10": "alcohol", "F11": "opioids", "F12": "cannabis", "F13": "sedatives", "F14": "cocaine", "F15": "stimulants",
    "F16": "hallucinogens", "F17": "tobacco", "F18": "inhalants", "F19": "other",
}  # fmt: skip
MILD, MORE, UNSAID = "1", "2", "9"  # the fourth character: "abuse", "dependence", "use, unspecified"
TOBACCO = "F17"  # which has no code of its own for a mild disorder: Z72.0 stands for it


@dataclass(frozen=True)
class Said:
    """A diagnosis as it is written down: code and specifiers."""

    code: str
    severity: str = ""
    remission: str = ""
    is_controlled: bool = False
    on_medication: bool = False

    @property
    def substance(self) -> str:
        """Of a use disorder; of all else nothing."""
        return SUBSTANCES.get(self.code[:3], "")

    @property
    def grade(self) -> str:
        return self.code[4:5] if self.substance else ""

    @property
    def code_says_remission(self) -> bool:
        """F10.11, F11.21 and, of tobacco, F17.201."""
        if not self.substance:
            return False
        return self.code[6:7] == "1" if self.code.startswith(TOBACCO) else self.code[5:] == "1"


@dataclass(frozen=True)
class Doubt:
    """One way in which a diagnosis does not fit: a code, and the words or numbers it speaks of."""

    code: str
    told: str = ""
    number: int = 0


@dataclass(frozen=True)
class Diagnosis:
    """One that stands, or stood, in the list."""

    id: UUID
    said: Said
    words: str
    standing: str
    is_main: bool
    by: str
    letters: str
    at: datetime
    because: str = ""
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Problem:
    """What is to be worked on; `diagnosis_id` where it is one that was diagnosed."""

    id: UUID
    words: str
    at: datetime
    by: str
    diagnosis_id: UUID | None = None
    solved_at: datetime | None = None


def doubts(said: Said, disorders: Iterable[Disorder], standing: Sequence[Said] = ()) -> list[Doubt]:
    """All that does not fit: the code with its own specifiers, both with the signs, and with what stands already."""
    if not said.substance:
        return [Doubt("twice", said.code)] if any(one.code == said.code for one in standing) else []
    found = list(_within(said))
    other = next((one for one in standing if one.substance == said.substance), None)
    if other:
        found.append(Doubt("same_substance", other.code))
    counted = next((one for one in disorders if one.substance == said.substance), None)
    if counted is None:
        return [*found, Doubt("not_named", said.substance)]
    return [*found, *_beside(said, counted)]


def _within(said: Said) -> Iterable[Doubt]:
    if said.severity and said.grade == MILD and said.severity != "mild":
        yield Doubt("code_is_mild", said.severity)
    if said.severity == "mild" and said.grade == MORE:
        yield Doubt("mild_tobacco" if said.code.startswith(TOBACCO) else "code_is_more", said.severity)
    if said.remission and not said.code_says_remission:
        yield Doubt("code_without_remission", said.remission)
    if said.code_says_remission and not said.remission:
        yield Doubt("say_which_remission")
    if said.is_controlled and not said.remission:
        yield Doubt("controlled_without_remission")


def _beside(said: Said, counted: Disorder) -> Iterable[Doubt]:
    in_remission = bool(said.remission) or said.code_says_remission
    if not counted.is_complete:
        yield Doubt("unanswered", number=counted.of - counted.answered)
    if not counted.severity:
        yield Doubt("too_few", number=counted.ever)
    elif said.severity and said.severity != counted.severity:
        yield Doubt("other_severity", counted.severity, max(counted.this_year, counted.ever if in_remission else 0))
    elif not said.severity and _grade_of(counted) != said.grade and said.grade in (MILD, MORE):
        yield Doubt("other_grade", counted.severity)
    if in_remission and not counted.remission and counted.is_complete:
        yield Doubt("no_remission")
    elif said.remission and counted.remission and said.remission != counted.remission:
        yield Doubt("other_remission", counted.remission)
    elif counted.remission and not in_remission:
        yield Doubt("remission_unsaid", counted.remission)
    if counted.is_controlled and in_remission and not said.is_controlled:
        yield Doubt("controlled_unsaid")
    if counted.on_medication and in_remission and not said.on_medication:
        yield Doubt("medication_unsaid")


def _grade_of(counted: Disorder) -> str:
    return MILD if counted.severity == "mild" else MORE


def proposed(substance_icd10: str, counted: Disorder) -> Said | None:
    """What the signs alone would be called: a start for the clinician, never more. None below the least."""
    if not counted.severity:
        return None
    tobacco = substance_icd10 == TOBACCO
    if tobacco and counted.severity == "mild":
        return Said("Z72.0")
    grade = MORE if tobacco else _grade_of(counted)
    last = ("01" if counted.remission else "00") if tobacco else ("1" if counted.remission else "0")
    return Said(
        f"{substance_icd10}.{grade}{last}", counted.severity, counted.remission, counted.is_controlled,
        counted.on_medication and bool(counted.remission),
    )  # fmt: skip
