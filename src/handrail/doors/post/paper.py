# SPDX-License-Identifier: Apache-2.0
"""A letter on paper: letterhead, date, to whom, days and times, who signed. Nothing in it tells what is treated.

Not even who signs: letters after a counselor's name would. So it has her name alone, and the file names no program.
"""

from collections.abc import Sequence
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from fpdf.enums import XPos, YPos

from handrail.ground.look.pdf import FAMILY, Sheet
from handrail.ground.post.rules import DayTold


def letter(
    kind: str, *, head: Sequence[str], to: str, name: str, days: Sequence[DayTold], signed_by: str, at: datetime
) -> bytes:
    """A letter of this kind as PDF. `at` in the zone its times are said in."""
    sheet = Sheet(title=_titles()[kind], margin=25)
    sheet.set_creation_date(at)
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


def _head(sheet: Sheet, lines: Sequence[str]) -> None:
    for n, line in enumerate(lines):
        _say(sheet, line, size=10 if n else 14, style="" if n else "B")
    sheet.set_draw_color(150, 160, 160)
    sheet.line(25, sheet.get_y() + 3, sheet.w - 25, sheet.get_y() + 3)
    sheet.ln(12)


def _days(sheet: Sheet, days: Sequence[DayTold]) -> None:
    for told in days:
        sheet.set_font(FAMILY, size=10)
        sheet.cell(72, 7, sheet.printable(date_format(told.day, "l, F j, Y")))
        times = [f"{date_format(start, 'g:i A')} – {date_format(end, 'g:i A')}" for start, end in told.times]
        sheet.multi_cell(0, 7, sheet.printable(", ".join(times)), new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _say(sheet: Sheet, text: str, *, size: float = 10, style: str = "", before: int = 0, after: int = 0) -> None:
    sheet.ln(before)
    sheet.said(text, size=size, bold=style == "B")
    sheet.ln(after)
