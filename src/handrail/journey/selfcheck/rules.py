# SPDX-License-Identifier: Apache-2.0
"""Which danger comes first, and which level of care fits best. Pure: what she ticked in, codes out; never a diagnosis.

What was not answered counts as no sign, and never as a reason to think less of a danger that was named.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

SUBSTANCES = ("alcohol", "cannabis", "opioids", "stimulants", "sedatives", "other")
OFTEN = ("never", "monthly", "weekly", "daily")  # of the substance that worries her most, in the last month
SIGNS = (
    "more", "cut_down", "time", "craving", "duties", "people", "gave_up", "unsafe", "harm", "tolerance", "withdrawal",
)  # fmt: skip
# What is happening now, and what may be dangerous about stopping. The order is the order in which they are said.
NOW = ("overdose", "seizure", "chest", "suicide_plan", "violence", "hit")
SOON = ("suicide_thoughts", "voices", "withdrawal_before", "shakes", "pregnant", "ill", "drunk_now")
HOME = ("safe", "mixed", "unsafe", "")
TRIED = ("could_not_stop", "treated_before", "just_detoxed", "cannot_go_days")
KEEPS = ("job", "classes", "children", "caring", "court")
# Stopping these all at once can kill (SAMHSA, TIP 45).
DANGEROUS_TO_STOP = frozenset({"alcohol", "sedatives"})

EMERGENCY, TODAY, CARE = "emergency", "today", "care"
LEVELS = ("none", "brief", "outpatient", "iop", "day", "bed", "medical", "emergency")


@dataclass(frozen=True)
class Cutoffs:
    """From which number on; see data/selfcheck/cutoffs.toml."""

    women: int
    men: int
    high: int
    mild: int
    moderate: int
    severe: int
    drinks: int


@dataclass(frozen=True)
class Answers:
    """What she ticked. `audit`: points of the three questions about drinking, None where she said nothing."""

    now: frozenset[str] = frozenset()
    soon: frozenset[str] = frozenset()
    audit: tuple[int | None, int | None, int | None] = (None, None, None)
    as_man: bool = False
    used: frozenset[str] = frozenset()
    worst: str = ""
    often: str = ""
    signs: frozenset[str] = frozenset()
    home: str = ""
    alone: bool = False
    tried: frozenset[str] = frozenset()
    keeps: frozenset[str] = frozenset()

    @property
    def points(self) -> int:
        return sum(point or 0 for point in self.audit)

    @property
    def uses(self) -> frozenset[str]:
        """Everything she named, alcohol too if she drinks at all."""
        named = self.used | ({self.worst} if self.worst else set())
        return frozenset(named | ({"alcohol"} if self.points else set()))


@dataclass(frozen=True)
class Danger:
    code: str
    weight: str  # emergency: now; today: before the day is over; care: to be told of


@dataclass(frozen=True)
class Judged:
    """`because`, `changes` (what would change it) and `next` are codes; their words are elsewhere."""

    dangers: tuple[Danger, ...]
    level: str
    because: tuple[str, ...]
    changes: tuple[str, ...]
    next: tuple[str, ...] = field(default=())

    @property
    def is_emergency(self) -> bool:
        return any(danger.weight == EMERGENCY for danger in self.dangers)


def judged(answers: Answers, cutoffs: Cutoffs) -> Judged:
    dangers = tuple(_dangers(answers, cutoffs))
    level, because = _level(answers, cutoffs, dangers)
    return Judged(
        dangers, level, tuple(because), tuple(_changes(answers, level)), tuple(_next(answers, level, dangers))
    )


def drinks_too_much(answers: Answers, cutoffs: Cutoffs) -> bool:
    """Whether AUDIT-C asks for a closer look; the lower line unless she says that the higher one is hers."""
    return answers.points >= (cutoffs.men if answers.as_man else cutoffs.women)


def _dangers(answers: Answers, cutoffs: Cutoffs) -> Iterator[Danger]:
    """The worst first."""
    yield from (Danger(code, EMERGENCY) for code in NOW if code in answers.now)
    if "suicide_thoughts" in answers.soon:
        yield Danger("suicide_thoughts", TODAY)
    if "voices" in answers.soon:
        yield Danger("voices", TODAY)
    if _may_not_stop_alone(answers, cutoffs):
        yield Danger("withdrawal", TODAY)
    if "pregnant" in answers.soon and (answers.uses or answers.signs):
        yield Danger("pregnant", TODAY)
    if "ill" in answers.soon:
        yield Danger("ill", TODAY)
    if "drunk_now" in answers.soon:
        yield Danger("drunk_now", CARE)
    if "opioids" in answers.uses:
        yield Danger("overdose_risk", CARE)


def _may_not_stop_alone(answers: Answers, cutoffs: Cutoffs) -> bool:
    """Whether stopping all at once may be dangerous. To have been ill from it before is enough."""
    if {"withdrawal_before", "shakes"} & answers.soon:
        return True
    daily = answers.often == "daily" and answers.worst in DANGEROUS_TO_STOP
    often, many, _six = answers.audit
    much = (often or 0) >= 4 and (many or 0) >= cutoffs.drinks - 1
    feels_it = "withdrawal" in answers.signs and answers.worst in DANGEROUS_TO_STOP
    return daily or much or feels_it


def _level(answers: Answers, cutoffs: Cutoffs, dangers: Iterable[Danger]) -> tuple[str, Iterable[str]]:
    weights = {danger.weight for danger in dangers}
    named = [danger.code for danger in dangers if danger.weight == TODAY]
    if EMERGENCY in weights:
        return "emergency", ["emergency"]
    if {"withdrawal", "pregnant", "ill", "voices"} & set(named):
        return "medical", [f"medical_{code}" for code in named if code != "suicide_thoughts"]
    count = len(answers.signs)
    if count >= cutoffs.moderate and answers.home == "unsafe":
        return "bed", [_how_many(count, cutoffs), "home_unsafe"]
    if count >= cutoffs.severe and "cannot_go_days" in answers.tried and "treated_before" in answers.tried:
        return "bed", ["signs_severe", "cannot_go_days", "treated_before"]
    if count >= cutoffs.severe and (named or "cannot_go_days" in answers.tried):
        return "day", ["signs_severe", "mood" if named else "cannot_go_days"]
    return _gentler(answers, cutoffs, count)


def _gentler(answers: Answers, cutoffs: Cutoffs, count: int) -> tuple[str, Iterable[str]]:
    """For those who are in no danger and safe at home."""
    tried = [code for code in TRIED if code in answers.tried]
    if "just_detoxed" in tried:
        return "iop", ["just_detoxed", *([_how_many(count, cutoffs)] if count >= cutoffs.mild else [])]
    if count >= cutoffs.moderate:
        return "iop", [_how_many(count, cutoffs), *tried]
    if count >= cutoffs.mild and tried:
        return "iop", ["signs_mild", *tried]
    if answers.points >= cutoffs.high:
        return "iop", ["audit_high", *tried]
    if count >= cutoffs.mild:
        return "outpatient", ["signs_mild"]
    if drinks_too_much(answers, cutoffs):
        return "brief", ["audit"]
    if count or tried or answers.often in ("weekly", "daily"):
        return "brief", ["some_signs"]
    return "none", ["few_signs"]


def _how_many(count: int, cutoffs: Cutoffs) -> str:
    """Of how severe a disorder so many signs would speak."""
    if count >= cutoffs.severe:
        return "signs_severe"
    return "signs_moderate" if count >= cutoffs.moderate else "signs_mild"


def _changes(answers: Answers, level: str) -> Iterator[str]:
    """What would make another level fit better."""
    if level == "medical":
        yield "after_medical"
    if level in ("iop", "day", "outpatient"):
        yield "if_withdrawal"
        yield "if_home_unsafe"
    if level in ("iop", "outpatient", "brief"):
        yield "if_cannot_stop"
    if level == "bed":
        yield "if_home_safe" if answers.home == "unsafe" else "if_days_free"
    if level == "day":
        yield "if_steady"
    if level in ("none", "brief"):
        yield "if_more_signs"


def _next(answers: Answers, level: str, dangers: Iterable[Danger]) -> Iterator[str]:
    """What to do, first things first."""
    codes = {danger.code for danger in dangers}
    if level == "emergency":
        yield "stay_safe"
    if level == "medical":
        yield "see_doctor"
    if {"suicide_thoughts", "suicide_plan"} & codes:
        yield "call_988"
    if level in ("outpatient", "iop", "day", "bed", "medical", "emergency"):
        yield "ask_for_call"
    if level in ("outpatient", "iop", "day") and answers.keeps:
        yield "fit_week"
    if answers.alone and level not in ("none", "emergency"):
        yield "find_people"
    if "opioids" in answers.uses:
        yield "naloxone"
        yield "medicine"
    elif "alcohol" in answers.uses and level not in ("none", "brief"):
        yield "medicine"
    if level in ("none", "brief"):
        yield "talk_to_doctor"
        yield "check_again"
