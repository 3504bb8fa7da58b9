# SPDX-License-Identifier: Apache-2.0
"""Danger first: what is asked before anything else, and what an answer asks of us at once. Words stand in `words`."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How soon: help must come now, today, before the assessment; nothing; not all asked yet."""

    NOW = "now"
    TODAY = "today"
    SOON = "soon"
    NONE = "none"
    UNASKED = "unasked"


@dataclass(frozen=True)
class Question:
    """`acts`: what to do at once if the answer is yes, as codes."""

    key: str
    level: Level
    acts: tuple[str, ...]


# In the order in which they are asked: what kills soonest comes first.
QUESTIONS = (
    Question("life", Level.NOW, ("call_911", "stay_on_line", "naloxone")),
    Question("self_harm", Level.NOW, ("call_988", "not_alone", "clinician_now")),
    Question("intoxicated", Level.NOW, ("poison_control", "not_alone", "no_driving")),
    Question("withdrawal", Level.TODAY, ("doctor_today", "not_stop_alone", "call_911_if_seizure")),
    Question("violence", Level.TODAY, ("violence_line", "safe_contact")),
    Question("pregnant", Level.SOON, ("not_stop_alone", "prenatal", "first_place")),
)
ANSWERS = ("yes", "no", "unsure")
SOONEST = (Level.NOW, Level.TODAY, Level.SOON)


def level_of(answers: Mapping[str, str]) -> Level:
    """The most pressing of what was answered. Unsure counts as yes: better one call too many."""
    raised = {one.level for one in QUESTIONS if answers.get(one.key) in ("yes", "unsure")}
    for level in SOONEST:
        if level in raised:
            return level
    return Level.NONE if is_asked(answers) else Level.UNASKED


def is_asked(answers: Mapping[str, str]) -> bool:
    """Whether every question has an answer."""
    return all(answers.get(one.key) in ANSWERS for one in QUESTIONS)


def acts_of(answers: Mapping[str, str]) -> tuple[str, ...]:
    """What to do at once, each thing said once, in the order of the questions."""
    told = [act for one in QUESTIONS if answers.get(one.key) in ("yes", "unsure") for act in one.acts]
    return tuple(dict.fromkeys(told))


def lasting(answers: Mapping[str, str]) -> dict[str, str]:
    """Only answers to questions there are."""
    known = {one.key for one in QUESTIONS}
    return {key: value for key, value in answers.items() if key in known and value in ANSWERS}
