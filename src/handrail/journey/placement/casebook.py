# SPDX-License-Identifier: Apache-2.0
"""The pages of docs/cases/: an invented person, the ratings with their answers, the level with its reasons."""

from collections.abc import Iterator

from handrail.journey.placement import asked, rules, telling
from handrail.journey.placement.cases import ASSESSED_ON, Case
from handrail.journey.placement.proposals import Proposals, proposed
from handrail.journey.placement.rules import Pack, Situation


def judged(pack: Pack, case: Case) -> tuple[Proposals, Situation, rules.Judgement]:
    """By the answers alone, as a draft begins; an area without a proposal is an error of the case."""
    found = proposed(pack, case.answers, on=ASSESSED_ON)
    lacking = [one.area.name for one in found.ratings if one.rating is None]
    if lacking:
        raise ValueError(f"{case.slug}: the answers propose no rating for {', '.join(lacking)}")
    ratings = tuple(one.rating for one in found.ratings if one.rating is not None)
    situation = Situation(ratings, frozenset(found.gates), frozenset(found.supports), frozenset(found.facts))
    return found, situation, rules.judge(pack, situation)


def page(pack: Pack, case: Case) -> str:
    found, _situation, judgement = judged(pack, case)
    told = telling.told(pack, judgement)
    lines = [
        f"# {case.title}\n", f"{case.who}\n", f"**{told.name}.** {case.reading}\n",
        *_now(told), *_table(pack, found, judgement), *_why(told), *_changes(told), *_services(told),
        f"Judged from the answers alone by the rules of version {pack.version}; everybody here is invented.",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _now(told: telling.Told) -> Iterator[str]:
    for gate in told.gates:
        yield f"> **Now: {gate.name.lower()}.** {gate.words}\n"
    if told.gates:
        yield f"Once the danger is past, the ratings alone point to: {told.after.lower()}.\n"


def _table(pack: Pack, found: Proposals, judgement: rules.Judgement) -> Iterator[str]:
    yield "| Need area | Rating | What it means | From these answers |"
    yield "|---|---|---|---|"
    for at, one in enumerate(found.ratings):
        assert one.rating is not None
        counts = "" if judgement.counted[at] == one.rating else f" (counts {judgement.counted[at]})"
        said = "<br>".join(_ground(ground) for ground in asked.said(one.grounds)) or "nothing asks for more"
        yield f"| {one.area.name} | {one.rating}{counts} | {one.area.anchors[one.rating]} | {said} |"
    yield ""
    for support, grounds in found.supports.items():
        name = next(row.name for row in pack.supports if row.id == support)
        yield f"In place: {name.lower()} ({_ground(asked.said(grounds)[0])}).\n"


def _ground(said: asked.Said) -> str:
    answers = "; ".join(f"{question}: {answer}" for question, answer in said.answers)
    return f"{said.words} *{answers}*"


def _why(told: telling.Told) -> Iterator[str]:
    yield "## Why\n"
    yield from (f"- {why.areas}: {why.words}" for why in told.because)
    if not told.because:
        yield "- Needs are low all round: nothing asks for more."
    yield ""


def _changes(told: telling.Told) -> Iterator[str]:
    yield "## What would change it\n"
    for level, support, words in told.safe_with:
        yield f"- {level} would be safe with: {support.lower()}. {words}"
    if told.down:
        yield f"- Down to {told.down.level}: {'; '.join(told.down.changes)}"
    yield from (f"- Up to {step.level}: {'; '.join(step.changes)}" for step in told.up)
    yield ""


def _services(told: telling.Told) -> Iterator[str]:
    if told.needs:
        yield "## Needed wherever treatment is\n"
        yield from (f"- {need.name}: {need.words}" for need in told.needs)
        yield ""
    if told.barriers:
        yield "## What makes coming hard, and what removes it\n"
        yield from (f"- {one.name}: {one.words}" for one in told.barriers)
        yield ""


def index(pack: Pack, cases: list[Case]) -> str:
    lines = [
        "# Invented people, judged\n",
        "Each is assessed by answers alone and gets the level a careful clinician would give. How it is judged:",
        "[Level of care](../placement.md).\n", "| | Ratings | Level |", "|---|---|---|",
    ]  # fmt: skip
    for case in cases:
        _found, situation, judgement = judged(pack, case)
        gate = " (safety gate)" if judgement.gates else ""
        name = pack.levels[judgement.level].name
        lines.append(f"| [{case.title}]({case.slug}.md) | {' '.join(map(str, situation.ratings))} | {name}{gate} |")
    areas = ", ".join(area.name.lower() for area in pack.areas)
    return "\n".join([*lines, "", f"Ratings in this order: {areas}.", ""])
