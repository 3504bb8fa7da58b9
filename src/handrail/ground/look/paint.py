# SPDX-License-Identifier: Apache-2.0
"""A week to paint busy hours into, and lines beside it for exact times: what is shown, what was sent, read strictly.

The fields are plain: a box for each half hour, `busy`, whose value says day, minute and reason (`0-540-work`), and the
lines of `rows`. So it works without a script; `look/paint.js` adds strokes of finger, mouse and keyboard.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handrail.ground.kit.days import DAY_MINUTES, Span
from handrail.ground.kit.painted import read, strokes
from handrail.ground.look.rows import DAYS, HoursLine, Rows, clock_of, spans_of_line
from handrail.ground.look.templatetags.look import clock

Words = str | Promise
STEP = 30
MOST_WORDS = 60
PICK = "pick"  # the name of the buttons that paint several hours at once
WORKDAYS = (0, 1, 2, 3, 4)


@dataclass(frozen=True)
class Pick:
    """Hours that many people have, painted by one button."""

    key: str
    words: Words
    hours: tuple[tuple[tuple[int, ...], int, int, str], ...]  # days, from, until, reason

    def spans(self) -> Iterator[Span]:
        for days, start, end, reason in self.hours:
            yield from (Span(day, start, end, reason) for day in days)

    @property
    def strokes(self) -> str:
        """As `paint.js` reads them."""
        return " ".join(f"{span.weekday}-{span.start}-{span.end}-{span.why}" for span in self.spans())


NIGHTS = ((WORKDAYS, 22 * 60, 24 * 60, "work"), ((1, 2, 3, 4, 5), 0, 6 * 60, "work"))
PICKS = (
    Pick("nine_to_five", gettext_lazy("9 to 5"), ((WORKDAYS, 540, 1020, "work"),)),
    Pick("nights", gettext_lazy("Nights"), (*NIGHTS, ((1, 2, 3, 4, 5), 7 * 60, 14 * 60, "sleep"))),
    Pick("school_run", gettext_lazy("School run"), tuple((WORKDAYS, at, at + 60, "school run") for at in (450, 870))),
    Pick("classes", gettext_lazy("Classes"), (((0, 2, 4), 540, 720, "class"), ((1, 3), 780, 900, "class"))),
)  # fmt: skip


class ExactLine(HoursLine):
    """Some days of the week, from and to the minute, and what for."""

    reason = forms.ChoiceField(label=gettext_lazy("What for?"), required=False)
    words = forms.CharField(label=gettext_lazy("What you call it"), max_length=MOST_WORDS, required=False)

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        if self.has_changed() and not self.errors and not told.get("reason"):
            self.add_error("reason", _("What are these hours for?"))
        return told


@dataclass(frozen=True)
class Cell:
    """Half an hour of one day; `says`: the reason, where a stroke begins."""

    value: str
    label: str
    reason: str
    says: str
    tone: int


@dataclass(frozen=True)
class Hour:
    """A row of the week: the half hour from `start` on, and a cell for each day. `name`: of the fields."""

    start: int
    words: str
    cells: tuple[Cell, ...]
    name: str

    @property
    def boxes(self) -> SafeString:
        return mark_safe("".join(_box(self.name, cell) for cell in self.cells))  # noqa: S308 - each is made safe


@lru_cache(maxsize=4096)
def _box(name: str, cell: Cell) -> SafeString:
    """Not a template: a week has hundreds of them."""
    return format_html(
        '<input type="checkbox" class="cell tint-{}" name="{}" value="{}" aria-label="{}" data-says="{}"{}>',
        cell.tone, name, cell.value, cell.label, cell.says, mark_safe(" checked") if cell.reason else "",
    )  # fmt: skip


class Paint:
    """One week to paint. `held`: what is kept free now, each span with its reason; what she calls it is its why.

    `reasons`: code -> words, the first of them on the brush. `first` to `last`: the minutes seen without unfolding.
    """

    def __init__(
        self,
        data: QueryDict | None = None,
        held: Iterable[tuple[Span, str]] = (),
        *,
        reasons: Mapping[str, Words],
        picks: Sequence[Pick] = PICKS,
        first: int = 6 * 60,
        last: int = 22 * 60,
        name: str = "busy",
    ) -> None:
        self.reasons, self.name, self.first, self.last = dict(reasons), name, first, last
        self.picks = [pick for pick in picks if all(span.why in self.reasons for span in pick.spans())]
        self.held, self.data = list(held), data
        self.picked = data.get(PICK) if data is not None else None
        self.faults: list[str] = []
        self.brush = next(iter(self.reasons))
        painted, exact = self._parted()
        if data is not None:
            self.brush = data.get(f"{name}-reason") or self.brush
            told = read(data.getlist(name), reasons=self.reasons, brush=self.brush, step=STEP)
            painted, self.faults = told.spans, list(told.faults)
        if self.picked:
            painted = self._with_pick(painted)
        self.painted = painted
        self.rows = Rows(_kind(self.reasons), data, initial=_lines(exact), spare=1, prefix=f"{name}-exact")

    def _parted(self) -> tuple[list[Span], list[tuple[Span, str]]]:
        """What the half hours can show, and what needs a line."""
        whole = [(s, why) for s, why in self.held if not s.start % STEP and not s.end % STEP and why in self.reasons]
        exact = [one for one in self.held if one not in whole]
        return [Span(s.weekday, s.start, s.end, why) for s, why in whole], exact

    def _with_pick(self, painted: list[Span]) -> list[Span]:
        if self.picked == "clear":
            return []
        for pick in self.picks:
            if pick.key == self.picked:
                return strokes([*painted, *pick.spans()], STEP)
        return painted

    # ---- what was sent ----------------------------------------------------------------------------------------

    def is_valid(self) -> bool:
        """Whether it was sent to be kept, and every hour of it can be read. Both are looked at: both are told."""
        rows = self.rows.is_valid()
        return self.data is not None and not self.picked and rows and not self.faults

    def commitments(self) -> list[tuple[Span, str]]:
        """Every busy span with its reason, a painted one with the words it had before; by day and hour."""
        found = [(Span(s.weekday, s.start, s.end, self._called(s)), s.why) for s in self.painted]
        for row in self.rows.filled():
            spans, words = spans_of_line(row), row.get("words") or ""
            found += [(Span(s.weekday, s.start, s.end, words), row["reason"]) for s in spans]
        return sorted(dict.fromkeys(found))

    def _called(self, span: Span) -> str:
        """What she called these hours when they were last kept, if they touch and have the same reason."""
        same = (
            held.why
            for held, reason in self.held
            if reason == span.why and held.weekday == span.weekday and held.start < span.end and span.start < held.end
        )
        return next(same, "")

    # ---- what is shown ----------------------------------------------------------------------------------------

    @cached_property
    def at(self) -> dict[tuple[int, int], str]:
        return {(s.weekday, minute): s.why for s in self.painted for minute in range(s.start, s.end, STEP)}

    @cached_property
    def parts(self) -> list[tuple[Words, bool, list[Hour]]]:
        """Night, day and late evening: the words of each, whether it stands open, and its rows."""
        night, late = self._rows(0, self.first), self._rows(self.last, DAY_MINUTES)
        until = _("Before %(clock)s") % {"clock": clock(self.first)}
        after = _("After %(clock)s") % {"clock": clock(self.last)}
        return [
            (until, _is_painted(night), night),
            ("", True, self._rows(self.first, self.last)),
            (after, _is_painted(late), late),
        ]

    def _rows(self, first: int, last: int) -> list[Hour]:
        return [self._hour(start) for start in range(first, last, STEP)]

    def _hour(self, start: int) -> Hour:
        said = clock(start)
        cells = tuple(self._cell(day, f"{words} {said}", start) for day, words in enumerate(self._weekdays))
        return Hour(start, said if not start % 60 else "", cells, self.name)

    @cached_property
    def _weekdays(self) -> list[str]:
        return [str(words) for words in self.days]

    def _cell(self, day: int, label: str, start: int) -> Cell:
        reason = self.at.get((day, start), "")
        begins = bool(reason) and (start in (0, self.first, self.last) or self.at.get((day, start - STEP)) != reason)
        value = f"{day}-{start}-{reason}" if reason else f"{day}-{start}"
        words = str(self.reasons[reason]) if begins else ""
        return Cell(value, label, reason, words, self.tone_of(reason))

    def tone_of(self, reason: str) -> int:
        """One of six tints, the same for a reason wherever it stands."""
        return list(self.reasons).index(reason) % 6 + 1 if reason in self.reasons else 0

    @property
    def brushes(self) -> list[tuple[str, Words, int]]:
        return [(reason, words, self.tone_of(reason)) for reason, words in self.reasons.items()]

    @property
    def has_lines(self) -> bool:
        """Whether an exact line says something, or is wrong."""
        return any(form.initial or form.errors or form.has_changed() for form in self.rows.lines)

    @property
    def days(self) -> list[Words]:
        return [words for _day, words in DAYS]


def _kind(reasons: Mapping[str, Words]) -> type[forms.Form]:
    choices = [("", gettext_lazy("Choose one")), *reasons.items()]
    reason = forms.ChoiceField(label=gettext_lazy("What for?"), required=False, choices=choices)
    return type("Line", (ExactLine,), {"reason": reason})


def _lines(held: Iterable[tuple[Span, str]]) -> list[dict[str, Any]]:
    """What needs exact times, as lines; the same hours of several days in one."""

    def alike(one: tuple[Span, str]) -> tuple[int, int, str, str]:
        return one[0].start, one[0].end, one[1], one[0].why

    return [
        {"days": [s.weekday for s, _why in same], "start": clock_of(start), "end": clock_of(end)}
        | {"reason": reason, "words": words}
        for (start, end, reason, words), same in groupby(sorted(held, key=lambda one: (alike(one), one[0])), alike)
    ]  # fmt: skip


def _is_painted(rows: list[Hour]) -> bool:
    return any(cell.reason for hour in rows for cell in hour.cells)
