# SPDX-License-Identifier: Apache-2.0
"""A sheet of paper as PDF: a font that has the letters of every name we may meet, headings, lines, points, a foot."""

from collections.abc import Iterable
from pathlib import Path
from unicodedata import normalize

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import TTFFont

FONTS = Path(__file__).parent / "static" / "vendor" / "dejavu"
FAMILY = "sans"
RAIL, INK, MUTED = (14, 92, 87), (30, 43, 45), (85, 99, 101)


class Sheet(FPDF):
    """Letter paper. `foot` stands on each page, before its number; none: no foot."""

    def __init__(self, *, title: str, foot: str = "", margin: float = 18) -> None:
        super().__init__(format="letter")
        self.foot = foot
        self.add_font(FAMILY, "", FONTS / "dejavu-sans.ttf")
        self.add_font(FAMILY, "B", FONTS / "dejavu-sans-bold.ttf")
        font = self.fonts[FAMILY]
        assert isinstance(font, TTFFont)
        self.letters = frozenset(font.cmap)
        self.set_margins(margin, margin)
        self.set_auto_page_break(True, margin + 4)
        self.set_title(title)
        self.set_creator("Handrail")
        self.add_page()

    def footer(self) -> None:
        if self.foot:
            self.set_y(-14)
            self.set_font(FAMILY, size=7.5)
            self.set_text_color(*MUTED)
            self.cell(0, 5, self.printable(f"{self.foot} · {self.page_no()}/") + "{nb}", align="C")

    def printable(self, text: str) -> str:
        """A letter the font lacks is written without its accent, or as a box that shows there was one."""
        return "".join(self._shown(letter) for letter in normalize("NFC", text))

    def _shown(self, letter: str) -> str:
        tried = (letter, normalize("NFKD", letter)[:1], "□")
        return next(one for one in tried if one == "\n" or ord(one) in self.letters)

    def said(self, text: str, *, size: float = 9.5, bold: bool = False, color: tuple[int, int, int] = INK) -> None:
        """A paragraph over the whole width."""
        self.set_font(FAMILY, style="B" if bold else "", size=size)
        self.set_text_color(*color)
        self.multi_cell(0, size * 0.5, self.printable(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def muted(self, text: str, *, size: float = 9) -> None:
        self.said(text, size=size, color=MUTED)

    def headline(self, text: str) -> None:
        self.ln(1)
        self.said(text, size=18, bold=True)
        self.ln(1.5)

    def part(self, text: str) -> None:
        """A heading, kept with the first lines below it."""
        if self.will_page_break(22):
            self.add_page()
        self.ln(4.5)
        self.said(text, size=11.5, bold=True, color=RAIL)
        self.ln(1)

    def points(self, lines: Iterable[str]) -> None:
        """Each with a dot before it, its further lines under its first."""
        for line in lines:
            self.set_font(FAMILY, size=9.5)
            self.set_text_color(*RAIL)
            self.cell(4.5, 4.75, "•")
            left = self.l_margin
            self.set_left_margin(left + 4.5)
            self.said(line)
            self.set_left_margin(left)
            self.set_x(left)
            self.ln(0.8)
