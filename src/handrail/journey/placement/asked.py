# SPDX-License-Identifier: Apache-2.0
"""Questions of the assessment and their answers in words, as a determination shows them. Decides nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from handrail.ground.look.templatetags.look import full_day
from handrail.journey.intake import queries as intake
from handrail.journey.placement.proposals import Answered, Ground, as_day


@dataclass(frozen=True)
class Said:
    """A ground of a proposal: its words, and each question with its answer."""

    words: str
    answers: tuple[tuple[str, str], ...]


def said(grounds: Iterable[Ground]) -> tuple[Said, ...]:
    return tuple(
        Said(_(ground.words), tuple((question(key), answer(key, value)) for key, value in ground.answers))
        for ground in grounds
    )


def question(key: str) -> str:
    """The words of a question, with the substance it was asked about."""
    asked, _dot, substance = key.rpartition(".") if key.count(".") == 2 else (key, "", "")
    catalogue = intake.catalogue()
    counted = {
        "use.days_ago": _("Days since last use"), "use.overdose_ago": _("Days since the last overdose"),
        "criteria.signs": _("Signs of a use disorder in the last 12 months"),
        "criteria.signs_3": _("Signs of a use disorder in the last 3 months"),
    }  # fmt: skip
    found = catalogue.question(asked)
    words = counted.get(asked) or (_(found.words) if found else asked)
    about = catalogue.substance(substance) if substance else None
    return f"{words} ({_(about.words).lower()})" if about else words


def answer(key: str, value: Any) -> str:
    asked = key.rpartition(".")[0] if key.count(".") == 2 else key
    found = intake.catalogue().question(asked)
    if isinstance(value, date):
        return full_day(value)
    if isinstance(value, list | tuple):
        return ", ".join(_(found.words_for(str(one))) if found else str(one) for one in value)
    return _(found.words_for(str(value))) if found else str(value)


@dataclass(frozen=True)
class Change:
    """A question that was answered otherwise since; nothing: there was, or is, no answer."""

    question: str
    then: str
    now: str


def answered(found: Iterable[Answered]) -> list[Change]:
    return [Change(question(one.key), _short(one.key, one.then), _short(one.key, one.now)) for one in found]


def _short(key: str, value: Any) -> str:
    """In words; a long text is cut, as the assessment has all of it."""
    if value is None:
        return ""
    told = answer(key, as_day(value) or value)
    return f"{told[:119]}…" if len(told) > 120 else told
