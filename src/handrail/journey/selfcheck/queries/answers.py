# SPDX-License-Identifier: Apache-2.0
"""The judgement with its numbers read in, and the short signed answer that may go with a request for a call."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from django.core import signing

from handrail.journey.selfcheck import rules
from handrail.journey.selfcheck.queries import words

FILE = Path(__file__).parents[5] / "data" / "selfcheck" / "cutoffs.toml"
SALT = "handrail.selfcheck.carried"
LONGEST = 2000  # a token that is longer was not made here


@cache
def cutoffs() -> rules.Cutoffs:
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return rules.Cutoffs(**{name: row["from"] for part in told.values() for name, row in part.items()})


def judged(answers: rules.Answers) -> rules.Judged:
    return rules.judged(answers, cutoffs())


def carried(answers: rules.Answers) -> str:
    """What she may send along: the answer and what it rests on in numbers, not each question."""
    found = judged(answers)
    short = {
        "l": found.level, "d": [danger.code for danger in found.dangers], "s": len(answers.signs),
        "w": answers.worst, "p": answers.points, "k": sorted(answers.keeps),
    }  # fmt: skip
    return signing.dumps(short, salt=SALT, compress=True)


def told(token: str) -> str:
    """Her answer in words for whoever takes the call, a line each; empty if the token is not one of ours."""
    if not token or len(token) > LONGEST:
        return ""
    try:
        short = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        return ""
    return "\n".join(_lines(short))


def _lines(short: dict[str, Any]) -> list[str]:
    lines = [words.CARRIED["level"] % {"level": words.LEVELS[short["l"]]}]
    if short["d"]:
        named = "; ".join(str(words.DANGERS[code][0]) for code in short["d"])
        lines.insert(0, words.CARRIED["dangers"] % {"dangers": named})
    if short["w"]:
        lines.append(words.CARRIED["worst"] % {"worst": words.SUBSTANCES[short["w"]]})
    lines.append(words.CARRIED["signs"] % {"signs": short["s"]})
    if short["p"]:
        lines.append(words.CARRIED["audit"] % {"points": short["p"]})
    if short["k"]:
        lines.append(words.CARRIED["keeps"] % {"keeps": ", ".join(str(words.KEEPS[code]) for code in short["k"])})
    return lines
