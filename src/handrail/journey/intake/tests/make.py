# SPDX-License-Identifier: Apache-2.0
"""Ordinary answers, unless told otherwise."""

from datetime import date

from handrail.journey.intake import rules
from handrail.journey.intake.catalogue import current
from handrail.journey.intake.rules import Answers, Given


def answers(said=None, **each):
    """`answers({"risk.attempt": "never"}, alcohol={"use.days_30": 12})`: by key, and by substance and key."""
    given = {(key, ""): Given(value) for key, value in (said or {}).items()}
    given |= {(key, name): Given(value) for name, told in each.items() for key, value in told.items()}
    if each:
        given.setdefault(("use.ever", ""), Given(tuple(each)))
    return Answers(given)


def signs(substance="alcohol", *, months_3=0, months_12=0, earlier=0, but=None):
    """So many of the signs were last so then, in the order of the catalogue, the others never."""
    keys = [question.key for question in current().criteria if question.is_about(substance)]
    when = ["months_3"] * months_3 + ["months_12"] * months_12 + ["earlier"] * earlier
    told = dict(zip(keys, [*when, *["never"] * (len(keys) - len(when))], strict=True))
    return told | (but or {})


def disorder_of(substance="alcohol", said=None, **but):
    found = answers(said, **{substance: signs(substance, **but)})
    return rules.disorder(current(), found, substance)


JUNE_3 = date(2026, 6, 3)
