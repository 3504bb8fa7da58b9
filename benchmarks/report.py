# SPDX-License-Identifier: Apache-2.0
"""What was measured, written for people (bench.txt, bench.svg) and machines (bench.json)."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from functools import cached_property

from benchmarks.bars import bars
from benchmarks.figures import (
    Figures,
    Stand,
    gap,
    moved_share,
    stand,
    whole_after,
    worst,
    worst_score,
)
from benchmarks.store import Run, Store

MARKS = (5, 10, 30, 60, 120)
Row = Sequence[str]


class Report:
    """All that was measured so far in one folder."""

    def __init__(self, store: Store) -> None:
        self.store, self.figures = store, Figures(store.runs())
        self.bars = bars(self.figures)

    def is_met(self, *, partly: bool) -> bool:
        """No bar is missed; those not measured count as missed unless only a part was asked for."""
        return all(bar.met is not False and (partly or bar.met is not None) for bar in self.bars)

    @cached_property
    def text(self) -> str:
        parts = [
            ("Bars", _bars(self)),
            ("Build: the worst of the solver seeds", _builds(self.figures)),
            ("Score: lower is better; perfect is the week the clinic was made round", _scores(self.figures)),
            (
                "Fit: one person more, nobody moved (ms); those for whom no seat fits, with 3 others moved (s)",
                _fits(self.figures),
            ),
            ("Repair: a clinician away for a day (ms); ready is what is made once for a week", _repairs(self.figures)),
            ("Next week: a tenth leaves, as many come, 5 % change their hours", _next_weeks(self.figures)),
            ("Interrupted builds: what is left", _interrupts(self.figures)),
            ("Growth: one build each, solver seed 1", _growth(self.figures)),
        ]
        written = [f"{title}\n{table(rows)}" for title, rows in parts if len(rows) > 1]
        return "\n\n".join([*written, self._made()]) + "\n"

    def _made(self) -> str:
        codes = sorted({str(run.get("commit")) for run in self.figures.runs})
        machines = sorted({str(run.get("machine")) for run in self.figures.runs})
        return f"{len(self.figures.runs)} runs of commit {', '.join(codes)} on {'; '.join(machines)}."

    def write(self) -> None:
        from benchmarks.plot import draw

        self.store.out.mkdir(parents=True, exist_ok=True)
        (self.store.out / "bench.txt").write_text(self.text, encoding="utf-8")
        told = {"bars": [{**asdict(bar), "verdict": bar.verdict} for bar in self.bars], "runs": self.figures.runs}
        (self.store.out / "bench.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
        if self.figures.builds:
            draw(self.figures, self.store.out / "bench.svg")


def table(rows: Iterable[Row]) -> str:
    """Columns side by side: the first to the left, numbers to the right."""
    told = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in told) for i in range(len(told[0]))]
    is_text = [any(row[i][:1].isalpha() for row in told[1:]) for i in range(len(widths))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if i == 0 or left else cell.rjust(width)
            for i, (cell, width, left) in enumerate(zip(row, widths, is_text, strict=True))
        ).rstrip()
        for row in told
    )


def shown(value: float | None, form: str = ".1f") -> str:
    return "-" if value is None else format(value, form)


def said(run: Run | None, name: str, form: str = "d") -> str:
    """One figure of a run that may be missing."""
    return "-" if run is None else format(run[name], form)


def _percent(part: int, people: int) -> str:
    """Never rounded up to 100."""
    return f"{int(1000 * part / max(1, people)) / 10:g}"


def _share(found: Stand | None, people: int) -> str:
    return "-" if found is None else _percent(found.whole, people)


def _bars(report: Report) -> list[Row]:
    return [("bar", "asked", "", "measured"), *((b.name, b.asked, b.verdict, b.figure) for b in report.bars)]


def _marks(figures: Figures) -> list[int]:
    """Those of the known marks that some build had time for."""
    longest = max((run["seconds"] for run in figures.of("build")), default=0)
    return [mark for mark in MARKS if mark <= longest]


def _builds(figures: Figures) -> list[Row]:
    marks = _marks(figures)
    head = ("clinic", "seeds", "first s", "from start s", *(f"{mark} s %" for mark in marks), "end %", "whole at s")
    rows: list[Row] = [(*head, "clerk %", "tracks %", "MiB")]
    for clinic, runs in figures.builds.items():
        people = runs[0]["people"]
        rows.append(
            (
                clinic,
                str(len(runs)),
                shown(max(run["first"] for run in runs), ".2f"),
                shown(max(run["first_from_start"] for run in runs), ".2f"),
                *(_share(worst(runs, mark), people) for mark in marks),
                _percent(min(run["whole"] for run in runs), people),
                shown(whole_after(runs)),
                *("-" if peer is None else _percent(peer["whole"], people) for peer in _peers(figures, clinic)),
                str(max(run["mebibytes"] for run in runs)),
            )
        )
    return rows


def _peers(figures: Figures, clinic: str) -> list[Run | None]:
    run = figures.one("peers", clinic)
    return [run[by] if run else None for by in ("clerk", "tracks")]


def _scores(figures: Figures) -> list[Row]:
    marks = _marks(figures)
    head = ("clinic", *(f"{mark} s" for mark in marks), "best", "worst", "perfect", "%", "bound", "gap %")
    rows: list[Row] = [(*head, "clerk", "tracks")]
    for clinic, runs in figures.builds.items():
        stands = [worst(runs, mark) for mark in marks]
        last, perfect, bounded = worst_score(runs), runs[0]["perfect"], figures.one("bound", clinic)
        rows.append(
            (
                clinic,
                *("-" if one is None else str(one.score) for one in stands),
                str(min(run["score"] for run in runs)),
                str(last),
                str(perfect),
                f"{100 * (last / perfect - 1):+.0f}",
                said(bounded, "bound"),
                "-" if bounded is None else shown(gap(last, bounded["bound"])),
                *(said(peer, "score") for peer in _peers(figures, clinic)),
            )
        )
    return rows


def _fits(figures: Figures) -> list[Row]:
    head = ("clinic", "again", "p50", "p95", "max", "slowest", "worse", "callers", "whole %", "p50", "p95", "max")
    rows: list[Row] = [(*head, "moving", "helped", "p50 s", "p95 s", "max s")]
    for run in figures.of("fit"):
        called = figures.one("callers", run["clinic"])
        rows.append(
            (run["clinic"], str(run["n"]), *_spread(run), run["slowest"], str(len(run["worse"])), *_called(called))
        )
    return rows


def _called(run: Run | None) -> list[str]:
    if run is None:
        return ["-"] * 10
    moving = run["moving"]
    tried = [str(moving["n"]), str(moving["helped"]), *_spread(moving, ".2f")] if moving else ["-"] * 5
    return [str(run["callers"]), _percent(run["whole"], max(1, run["callers"])), *_spread(run), *tried]


def _spread(run: Run, form: str = ".1f") -> list[str]:
    return [shown(run[name], form) for name in ("p50", "p95", "max")]


def _repairs(figures: Figures) -> list[Row]:
    head = (
        "clinic",
        "groups",
        "absences",
        "ready",
        "p50",
        "p95",
        "max",
        "slowest",
        "lost",
        "moved",
        "substituted",
        "proven",
        "faults",
    )
    rows: list[Row] = [head]
    for run in figures.of("repair"):
        for groups, one in (("keep times", run), ("may move", run["moving"])):
            counts = [str(one.get(name, 0)) for name in ("lost", "moved", "substituted", "proven")]
            times = (said(run, "prepared", ".1f"), *_spread(one), one["slowest"])
            rows.append((run["clinic"], groups, str(one["n"]), *times, *counts, str(len(one["broken"]))))
    return rows


def _next_weeks(figures: Figures) -> list[Row]:
    head = ("clinic", "seed", "seconds", "whole %", "moved %", "meetings", "score", "possible")
    return [
        head,
        *(
            (
                run["clinic"],
                str(run["seed"]),
                f"{run['seconds']:g}",
                _percent(run["whole"], run["people"]),
                shown(moved_share(run), ".2f"),
                str(run["meetings"]),
                str(run["score"]),
                str(run["possible"]),
            )
            for run in figures.of("next")
        ),
    ]


def _interrupts(figures: Figures) -> list[Row]:
    rows: list[Row] = [("clinic", "times", "in time", "no file", "lawful", "else", "slowest stop s")]
    for run in figures.of("interrupt"):
        counts = (str(run[name]) for name in ("n", "in_time", "absent", "lawful"))
        rows.append((run["clinic"], *counts, str(len(run["broken"])), shown(run["slowest_stop"])))
    return rows


def _growth(figures: Figures) -> list[Row]:
    head = ("clinic", "people", "seconds", "first s", "10 s %", "30 s %", "end %", "whole at s", "score / perfect")
    rows: list[Row] = [(*head, "MiB", "fit p95 ms", "repair p95 ms")]
    for run in _by_size(figures):
        people, clinic = run["people"], run["clinic"]
        stands = [stand(run, second) for second in (10, 30)]
        used = [figures.one(piece, clinic) for piece in ("fit", "repair")]
        rows.append(
            (
                clinic,
                str(people),
                f"{run['seconds']:g}",
                shown(run["first"], ".2f"),
                *(_share(one, people) for one in stands),
                _percent(run["whole"], people),
                shown(whole_after([run])),
                shown(run["score"] / run["perfect"], ".2f"),
                str(run["mebibytes"]),
                *(said(one, "p95", ".1f") for one in used),
            )
        )
    return rows


def _by_size(figures: Figures) -> Iterator[Run]:
    """The first clinic of each size, known ones before ours."""
    firsts = [run for run in figures.of("build") if run["seed"] == 1 and run["clinic"].endswith("-1")]
    yield from sorted(firsts, key=lambda run: (run["clinic"].startswith("made-"), run["people"]))
