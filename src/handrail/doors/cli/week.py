# SPDX-License-Identifier: Apache-2.0
"""`handrail week`: build, check, fit, repair, explain or show a program's week, from files to files.

Exit status: 0 the week breaks no rule (what is unmet is told, it is no error); 1 a week given breaks one;
2 what was given cannot be used, every fault told, nothing written.
"""

import argparse
import dataclasses
import json
import math
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from handrail.doors.cli.week_files import (
    STDIO,
    BadInput,
    lawful_week_in,
    patient_in,
    problem_in,
    week_in,
    writable,
    write,
    write_week,
)
from handrail.doors.cli.week_shown import Facts, rows, show, summary, told
from handrail.journey.timetable.rules import faults
from handrail.journey.timetable.week import DAYS, Day, Week

if TYPE_CHECKING:
    from handrail.journey.timetable.engine.explain import Explanation
    from handrail.journey.timetable.engine.fit import Fit

Answer = tuple[int, Facts, Iterable[str]]  # exit status, what machines read, what people read


def main(argv: list[str]) -> int:
    try:
        asked = parser().parse_args(argv)
    except SystemExit as end:  # argparse has said why
        return int(end.code or 0)
    try:
        answer: Callable[[argparse.Namespace], Answer] = asked.answer
        status, facts, lines = answer(asked)
    except BadInput as bad:
        status, facts, lines = bad.status, {"faults": bad.faults}, ()
        print("\n".join(bad.faults), file=sys.stderr)
    if asked.json:
        print(json.dumps({"status": status, **facts}))
    else:
        out = sys.stderr if getattr(asked, "out", None) == STDIO else sys.stdout
        for line in lines:
            print(line, file=out)
    return status


# ---- what is asked --------------------------------------------------------------------------------------------


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="handrail week", description=(__doc__ or "").partition("\n")[0])
    words = made.add_subparsers(dest="word", metavar="WORD", required=True)
    _build_words(_word(words, "build", build, "make everyone's week", out=True))
    _word(words, "check", check, "judge a week against its problem", week=True)
    fit_words = _word(words, "fit", fit, "one more person into a week, moving nobody", week=True, out=True)
    fit_words.add_argument("person", metavar="PERSON", help="a file with one patients[] entry that PROBLEM has not")
    _problem_out(fit_words)
    _repair_words(_word(words, "repair", repair, "mend a week, changing as little as can be", week=True, out=True))
    _word(words, "explain", explain, "why orders are unmet, and what would free each", week=True)
    show_words = words.add_parser("show", help="a week as a table")
    show_words.set_defaults(answer=shown)
    show_words.add_argument("week", metavar="WEEK")
    show_words.add_argument("--problem", metavar="PROBLEM", help="tells when sessions end")
    show_words.add_argument("--json", action="store_true", help="one JSON object on stdout")
    return made


def _word(
    words: Any, name: str, answer: Callable[..., Answer], what: str, *, week: bool = False, out: bool = False
) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = words.add_parser(name, help=what, description=f"{what[0].upper()}{what[1:]}.")
    made.set_defaults(answer=answer)
    made.add_argument("problem", metavar="PROBLEM", help="a handrail/week-problem@1 file; - for stdin")
    if week:
        made.add_argument("week", metavar="WEEK", help="a handrail/week@1 file")
    if out:
        made.add_argument("-o", "--out", metavar="WEEK", required=True, help="the week made; - for stdout")
    made.add_argument("--json", action="store_true", help="one JSON object on stdout")
    return made


def _build_words(build_words: argparse.ArgumentParser) -> None:
    build_words.add_argument("--seconds", type=_seconds, default=60.0, help="stop after so long (60)")
    build_words.add_argument("--seed", type=_number(0), default=1, help="chance begins here (1)")
    build_words.add_argument("--workers", type=_number(1), default=2, help="threads that search (2)")
    build_words.add_argument("--by", choices=["solver", "clerk", "tracks"], default="solver", help="how (solver)")
    build_words.add_argument("--deterministic", action="store_true", help="same seed, same week; one thread")


def _repair_words(words: argparse.ArgumentParser) -> None:
    for word, what in (("absent", "CLINICIAN"), ("room", "ROOM")):
        said = f"{what.lower()} away, all week or on these days; may be said again"
        words.add_argument(f"--{word}", metavar=f"{what}[:mon,tue]", action="append", default=[], help=said)
    words.add_argument("--person", metavar="FILE", help="a patients[] entry of PROBLEM as it is now")
    _problem_out(words)


def _problem_out(words: argparse.ArgumentParser) -> None:
    words.add_argument("--problem-out", metavar="PROBLEM", help="also write the problem the new week answers")


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not (math.isfinite(seconds) and seconds > 0):
        raise argparse.ArgumentTypeError(f"{text}: a number of seconds, more than 0")
    return seconds


def _number(least: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if not text.isdecimal() or len(text) > 9 or int(text) < least:
            raise argparse.ArgumentTypeError(f"{text}: a whole number, {least} or more")
        return int(text)

    return number


# ---- what is answered -----------------------------------------------------------------------------------------


def build(asked: argparse.Namespace) -> Answer:
    from handrail.doors.cli.week_built import Building

    problem = problem_in(asked.problem)
    _may_write(asked, asked.problem)
    words = ("seconds", "seed", "workers", "by", "deterministic")
    with Building(problem, **{word: getattr(asked, word) for word in words}).hearing() as building:
        week = building.run()
        write_week(problem, week, asked.out)
    facts = {**summary(problem, week), "written": asked.out, "stopped": building.stopped, "faults": []}
    if building.stand is not None:
        facts |= {"bound": building.stand.bound, "proven": building.stand.proven}
    early = ["Stopped early; this is the best week so far."] if building.stopped else []
    return 0, facts, [*early, *told(facts), f"written: {asked.out}"]


def check(asked: argparse.Namespace) -> Answer:
    problem, week = problem_in(asked.problem), week_in(asked.week)
    broken = faults(problem, week)
    facts = {**summary(problem, week), "faults": broken}
    verdict = [f"breaks {len(broken)} rules:", *(f"  {fault}" for fault in broken)] if broken else ["breaks no rule"]
    return int(bool(broken)), facts, [*verdict, *told(facts)]


def fit(asked: argparse.Namespace) -> Answer:
    from handrail.journey.timetable.engine import fit as fitting

    problem = problem_in(asked.problem)
    week = lawful_week_in(asked.week, problem)
    person = patient_in(asked.person, problem)
    if person.id in problem.patient_of:
        raise BadInput(f"{asked.person}: {person.id} is in {asked.problem} already")
    _may_write(asked, asked.problem, asked.person)
    found = fitting.fit(fitting.RunningWeek(problem, week), person)
    with_her, fitted = problem.with_patient(person), fitting.with_person(week, found, person)
    write_week(with_her, fitted, asked.out)
    if asked.problem_out:
        write(with_her.to_json() + "\n", asked.problem_out)
    facts: Facts = {"patient": person.id, "whole": found.whole, "score": found.score, "terms": found.terms}
    facts |= {"joined": list(found.joined), "sessions": [one.model_dump() for one in found.sessions]}
    facts |= {"unmet": [one.model_dump() for one in found.unmet], "written": asked.out, "faults": []}
    return 0, facts, [*fitted_lines(fitted, found), f"written: {asked.out}"]


def fitted_lines(week: Week, found: "Fit") -> Iterator[str]:
    """Her week in words, nobody else's being changed."""
    yield f"{found.patient} {'has all that is ordered' if found.whole else 'lacks something'}; nobody else is moved"
    for group in week.groups:
        if group.id in found.joined:
            yield f"  {group.service}, {' '.join(group.days)} {group.start}, group {group.id}"
    for a in found.sessions:
        yield f"  {a.service} with {a.clinician}, {a.day} {a.start}"
    for one in found.unmet:
        yield f"  unmet: {one.count} {one.service}. {one.because}".rstrip()
    if found.terms["short_day"]:
        yield f"  {found.terms['short_day']} of her days are too short"


def repair(asked: argparse.Namespace) -> Answer:
    from handrail.journey.timetable.engine.repair import repair as mend

    problem = problem_in(asked.problem)
    week = lawful_week_in(asked.week, problem)
    person = patient_in(asked.person, problem) if asked.person else None
    if person is not None and person.id not in problem.patient_of:
        raise BadInput(f"{asked.person}: there is no {person.id} in {asked.problem}; to add someone, use fit")
    absent = away(asked.absent, problem.clinician_of, "clinician")
    rooms_lost = away(asked.room, problem.room_of, "room")
    if not (absent or rooms_lost or person):
        raise BadInput("nothing to repair: say --absent, --room or --person")
    _may_write(asked, asked.problem)
    mended = mend(problem, week, absent=absent, rooms_lost=rooms_lost, person=person)
    write_week(mended.problem, mended.week, asked.out)
    if asked.problem_out:
        write(mended.problem.to_json() + "\n", asked.problem_out)
    lost = [{"patient": one.patient, "service": one.service, "count": one.count} for one in mended.lost]
    facts = {**summary(mended.problem, mended.week), "lost": lost, "proven": mended.proven, "written": asked.out}
    facts |= {"moved": list(mended.moved), "substituted": list(mended.substituted), "faults": []}
    return 0, facts, [*mended_lines(facts), f"written: {asked.out}"]


def mended_lines(facts: Facts) -> Iterator[str]:
    """What was changed, and what is lost."""
    changed = len(facts["moved"]) + len(facts["substituted"])
    yield f"{changed} changes{', as few as can be' if facts['proven'] else ''}; {len(facts['lost'])} orders lost"
    yield from (f"  {sentence}" for sentence in (*facts["substituted"], *facts["moved"]))
    for one in facts["lost"]:
        yield f"  lost: {one['count']} {one['service']} of {one['patient']}"


def away(said: Iterable[str], known: Iterable[str], what: str) -> dict[str, set[Day]]:
    """Who or what is away on which days, of `ID` or `ID:mon,tue`; an id may hold a colon itself."""
    found: dict[str, set[Day]] = {}
    wrong: list[str] = []
    for text in said:
        name, _, days = text.rpartition(":") if text not in known and ":" in text else (text, "", "")
        chosen = [day for day in DAYS if not days or day in days.split(",")]
        if name not in known:
            wrong.append(f"there is no {what} {name}")
        strange = [day for day in days.split(",") if days and day not in DAYS]
        wrong += [f"{text}: {day or 'nothing'} is no day; write {', '.join(DAYS)}" for day in strange]
        found.setdefault(name, set()).update(chosen)
    if wrong:
        raise BadInput(*wrong)
    return found


def explain(asked: argparse.Namespace) -> Answer:
    from handrail.journey.timetable.engine import explain as explaining

    problem = problem_in(asked.problem)
    found = explaining.explain(problem, lawful_week_in(asked.week, problem))
    told = [
        {**dataclasses.asdict(one), "blocks": [_plain(block) for block in one.blocks], "freed": one.freed}
        for one in found
    ]
    return 0, {"unmet": told, "faults": []}, explained_lines(found)


def _plain(one: Any) -> Facts:
    plain: Facts = one._asdict() if hasattr(one, "_asdict") else dataclasses.asdict(one)
    return plain


def explained_lines(found: "list[Explanation]") -> Iterator[str]:
    """Why, and what would free it, one person after another."""
    if not found:
        yield "Nothing is unmet, and no day is short."
    for one in found:
        what = f"{one.count} {one.service}" if one.service else f"{one.count} full days"
        yield f"{one.patient} lacks {what}. {one.because}"
        yield f"  {one.freed}"


def _may_write(asked: argparse.Namespace, *inputs: str) -> None:
    if asked.json and asked.out == STDIO:
        raise BadInput("--json and -o - both want stdout: name a file for the week")
    for name in filter(None, (asked.out, getattr(asked, "problem_out", None))):
        writable(name, *inputs)


def shown(asked: argparse.Namespace) -> Answer:
    from rich.console import Console

    problem = problem_in(asked.problem) if asked.problem else None
    week = week_in(asked.week)
    if asked.json:
        return 0, {"days": rows(week, problem), "unmet": [one.model_dump() for one in week.unmet]}, ()
    show(week, problem, Console())
    return 0, {}, ()
