# SPDX-License-Identifier: Apache-2.0
"""A letter on paper: letterhead, date, to whom, days and times, who signed. Nothing in it tells what is treated.

Not even who signs: letters after a counselor's name would. So it has her name alone, and the file names no program.
"""

from collections.abc import Sequence
from datetime import datetime
from unicodedata import normalize

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from handrail.ground.post.rules import DayTold

ENCODING = "windows-1252"  # of the fonts that every reader of PDF has


def letter(
    kind: str, *, head: Sequence[str], to: str, name: str, days: Sequence[DayTold], signed_by: str, at: datetime
) -> bytes:
    """A letter of this kind as PDF. `at` in the zone its times are said in."""
    sheet = FPDF(format="letter")
    sheet.core_fonts_encoding = ENCODING
    sheet.set_margins(25, 22)
    sheet.set_auto_page_break(True, 22)
    sheet.set_title(_titles()[kind])
    sheet.set_creation_date(at)
    sheet.add_page()
    _head(sheet, head)
    _say(sheet, date_format(at, "F j, Y"), after=6)
    _say(sheet, to, after=6)
    _say(sheet, _titles()[kind], size=15, style="B", after=3)
    _say(sheet, _opening(kind, name), after=4)
    _days(sheet, days)
    told = {"name": signed_by, "house": head[0], "at": date_format(at, "F j, Y, g:i A")}
    _say(sheet, _("%(name)s, for %(house)s") % told, style="B", before=10)
    _say(sheet, _("Signed electronically on %(at)s") % told)
    return bytes(sheet.output())


def _titles() -> dict[str, str]:
    return {"attendance": _("Confirmation of attendance"), "schedule": _("Confirmation of schedule")}


def _opening(kind: str, name: str) -> str:
    if kind == "attendance":
        return _("This is to confirm that %(name)s was here for appointments at these times:") % {"name": name}
    return _(
        "This is to confirm that %(name)s has appointments here at these times. They may change; a new confirmation is "
        "given on request."
    ) % {"name": name}


def _head(sheet: FPDF, lines: Sequence[str]) -> None:
    for n, line in enumerate(lines):
        _say(sheet, line, size=10 if n else 14, style="" if n else "B")
    sheet.set_draw_color(150, 160, 160)
    sheet.line(25, sheet.get_y() + 3, sheet.w - 25, sheet.get_y() + 3)
    sheet.ln(12)


def _days(sheet: FPDF, days: Sequence[DayTold]) -> None:
    for told in days:
        sheet.set_font("helvetica", size=11)
        sheet.cell(72, 7, _printable(date_format(told.day, "l, F j, Y")))
        times = [f"{date_format(start, 'g:i A')} – {date_format(end, 'g:i A')}" for start, end in told.times]
        sheet.multi_cell(0, 7, _printable(", ".join(times)), new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _say(sheet: FPDF, text: str, *, size: int = 11, style: str = "", before: int = 0, after: int = 0) -> None:
    sheet.ln(before)
    sheet.set_font("times" if size > 11 else "helvetica", style=style, size=size)
    sheet.multi_cell(0, size * 0.5, _printable(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    sheet.ln(after)


def _printable(text: str) -> str:
    """A letter these fonts lack is written without its accent."""
    return "".join(_shown(letter) for letter in text)


def _shown(letter: str) -> str:
    for tried in (letter, normalize("NFKD", letter)[:1]):
        try:
            tried.encode(ENCODING)
        except UnicodeEncodeError:
            continue
        return tried
    return "?"
