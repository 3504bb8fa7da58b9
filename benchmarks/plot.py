# SPDX-License-Identifier: Apache-2.0
"""The picture of a benchmark: whole people over size beside the peers, and over time."""

from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.figures import Figures, worst
from benchmarks.store import Run

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK = "#1b1b1b"
COLOURS = {"solver": "#0b6e4f", "tracks": "#b5651d", "clerk": "#6a6a9f"}
ASIDE = {"tracks": 0.95, "solver": 1.0, "clerk": 1.05}  # so that equal shares stand side by side


def draw(figures: Figures, file: Path) -> None:
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "bench", "font.size": 11, "text.color": INK}):
        figure = Figure(figsize=(11, 5.2), layout="constrained")
        over_size, over_time = figure.subplots(1, 2, sharey=True)
        _over_size(over_size, figures)
        _over_time(over_time, figures)
        for axes in (over_size, over_time):
            axes.set_ylim(0, 103)
            axes.spines[["top", "right"]].set_visible(False)
            axes.grid(axis="y", color="#e4e4e4")
        figure.savefig(file, metadata={"Date": None})


def _over_size(axes: "Axes", figures: Figures) -> None:
    """One point for each clinic; those we make are hollow."""
    for by, colour in COLOURS.items():
        for made, face in ((False, colour), (True, "none")):
            points = [point for point in _points(figures, by) if point[2] == made]
            label = f"{by}{', clinics we make' if made else ''}"
            spots = [at * ASIDE[by] for at, _, _ in points], [share for _, share, _ in points]
            axes.scatter(*spots, s=42, facecolors=face, edgecolors=colour, label=label if points else None)
    axes.set_xscale("log")
    sizes = sorted({runs[0]["people"] for runs in figures.builds.values()})
    axes.set_xticks(sizes, [str(size) for size in sizes])
    axes.minorticks_off()
    axes.set_title("Whole people, by size of the clinic (worst seed)", loc="left", fontsize=11)
    axes.set_xlabel("people")
    axes.set_ylabel("% of people with all that was ordered")
    _legend(axes)


def _points(figures: Figures, by: str) -> list[tuple[int, float, bool]]:
    """(people, share of whole people in %, made by us) of each clinic."""
    found = []
    for clinic, runs in figures.builds.items():
        people, peers = runs[0]["people"], figures.one("peers", clinic)
        if by == "solver":
            found.append((people, 100 * min(run["whole"] for run in runs) / people, clinic.startswith("made-")))
        elif peers:
            found.append((people, 100 * peers[by]["whole"] / people, clinic.startswith("made-")))
    return found


def _over_time(axes: "Axes", figures: Figures) -> None:
    """One line for each known clinic."""
    import matplotlib as mpl

    known = {clinic: runs for clinic, runs in figures.builds.items() if not clinic.startswith("made-")}
    shades = mpl.colormaps["viridis"].resampled(max(2, len(known)))
    for n, (clinic, runs) in enumerate(known.items()):
        seconds = _seconds(runs)
        stands = [worst(runs, second) for second in seconds]
        shares = [100 * one.whole / runs[0]["people"] if one else 0.0 for one in stands]
        axes.step(seconds, shares, where="post", color=shades(n), label=clinic)
    axes.set_title("Whole people, by seconds of the build (worst seed)", loc="left", fontsize=11)
    axes.set_xlabel("seconds")
    axes.set_xscale("symlog", linthresh=1)
    marks = [mark for mark in (0, 1, 5, 10, 30, 60, 120) if mark <= max(map(_longest, known.values()), default=1)]
    axes.set_xticks(marks, [str(mark) for mark in marks])
    axes.minorticks_off()
    if known:
        _legend(axes)


def _legend(axes: "Axes") -> None:
    """Below the axes, where no point can lie under it."""
    axes.legend(frameon=False, loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=3, fontsize=9)


def _longest(runs: list[Run]) -> float:
    return min(float(run["seconds"]) for run in runs)


def _seconds(runs: list[Run]) -> list[float]:
    """Every second at which one of these builds got better, as far as all of them ran."""
    last = _longest(runs)
    return sorted({0.0, last, *(step[0] for run in runs for step in run["steps"] if step[0] <= last)})
