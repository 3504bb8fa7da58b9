# SPDX-License-Identifier: Apache-2.0
"""A determination on paper, for payer and patient: a PDF with everything that was signed, and by which rules."""

from collections.abc import Iterable
from unicodedata import normalize

from django.utils.translation import gettext as _
from fpdf import FPDF, FontFace
from fpdf.enums import XPos, YPos

from handrail.ground.look.templatetags.look import full_day, moment
from handrail.ground.people.rules import Patient
from handrail.ground.program.rules import Program
from handrail.journey.placement import telling
from handrail.journey.placement.papers import Explained

ENCODING = "windows-1252"  # of the fonts that every reader of PDF has
RAIL, INK, MUTED = (14, 92, 87), (30, 43, 45), (85, 99, 101)
COLUMNS = (46, 14, 14, 112)


class Sheet(FPDF):
    """Letter paper with a foot that says what it is and how many pages there are."""

    def __init__(self, foot: str) -> None:
        super().__init__(format="letter")
        self.foot = foot
        self.core_fonts_encoding = ENCODING
        self.set_margins(15, 15)
        self.set_auto_page_break(True, 18)
        self.set_creator("Handrail")

    def footer(self) -> None:
        self.set_y(-13)
        self.set_font("helvetica", size=8)
        self.set_text_color(*MUTED)
        self.cell(0, 5, f"{self.foot} · {self.page_no()}", align="C")

    def title_of(self, text: str) -> None:
        self.set_font("times", style="B", size=20)
        self.set_text_color(*INK)
        self.multi_cell(0, 9, printable(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def part(self, text: str) -> None:
        self.ln(3)
        self.set_font("times", style="B", size=13)
        self.set_text_color(*RAIL)
        self.multi_cell(0, 7, printable(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def say(self, text: str, *, muted: bool = False, bold: bool = False) -> None:
        self.set_font("helvetica", style="B" if bold else "", size=10)
        self.set_text_color(*(MUTED if muted else INK))
        self.multi_cell(0, 5, printable(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def points(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.say(f"• {line}")


def printable(text: str) -> str:
    """What the fonts of every reader can show; a letter they lack is written without its accent."""
    return "".join(_shown(letter) for letter in text)


def _shown(letter: str) -> str:
    for tried in (letter, normalize("NFKD", letter)[:1]):
        try:
            tried.encode(ENCODING)
        except UnicodeEncodeError:
            continue
        return tried
    return "?"


def pdf(explained: Explained, *, patient: Patient, program: Program) -> bytes:
    given, pack = explained.paper, explained.pack
    line = telling.line(explained)
    sheet = Sheet(printable(_("Level of care, rules %(version)s") % {"version": pack.version}))
    sheet.set_title(_("Level of care"))
    sheet.add_page()
    sheet.say(f"{program.name} · {line.occasion} · {full_day(given.judged_on)}", muted=True)
    sheet.title_of(line.level or _("Not decided yet"))
    born = _("born %(day)s") % {"day": full_day(patient.birth_date)}
    sheet.say(f"{patient.name}, {born}", bold=True)
    sheet.say(telling.level_plain(pack, given.decided))
    _decision(sheet, explained, line)
    _why(sheet, explained)
    _ratings(sheet, explained)
    _services(sheet, explained)
    _signatures(sheet, explained, program)
    return bytes(sheet.output())


def _decision(sheet: Sheet, explained: Explained, line: telling.Line) -> None:
    given = explained.paper
    sheet.part(_("The decision"))
    sheet.say(_("Recommended by the rules: %(level)s") % {"level": line.recommended})
    told = [
        (_("Decided otherwise, because"), given.override_reason if given.decided != given.recommended else ""),
        (_("In the clinician’s words"), given.summary), (telling.agreed(given.agreed), given.agreed_words or "–"),
        (_("Where else"), given.alternatives), (_("Until a place is there"), given.interim_plan),
    ]  # fmt: skip
    for name, words in told:
        if name and words:
            sheet.say(f"{name}: {words}" if words != "–" else f"{name}.")
    if given.tool_name:
        on = full_day(given.tool_on) if given.tool_on else "–"
        sheet.say(_("Licensed tool: %(name)s %(version)s, %(on)s: %(level)s") % {
            "name": given.tool_name, "version": given.tool_version, "on": on, "level": given.tool_level,
        })  # fmt: skip
    if line.changes:
        sheet.say(_("Since the determination before: %(these)s") % {"these": "; ".join(line.changes)})


def _why(sheet: Sheet, explained: Explained) -> None:
    if explained.judgement is None:
        return
    told = telling.told(explained.pack, explained.judgement)
    sheet.part(_("Why"))
    sheet.points(f"{gate.name}: {gate.words}" for gate in told.gates)
    sheet.points(f"{why.areas}: {why.words}" for why in told.because)
    if not told.gates and not told.because:
        sheet.say(_("Needs are low all round: the least intensive level is enough."))
    for name, support, words in told.safe_with:
        sheet.say(_("%(level)s would be safe with: %(support)s. %(words)s") % {
            "level": name, "support": support, "words": words,
        })  # fmt: skip
    if told.down:
        sheet.say(_("%(level)s would be enough with: %(changes)s") % {
            "level": told.down.level, "changes": "; ".join(told.down.changes),
        })  # fmt: skip


def _ratings(sheet: Sheet, explained: Explained) -> None:
    sheet.part(_("The six need areas, 0 to 4"))
    sheet.set_font("helvetica", size=9)
    sheet.set_text_color(*INK)
    head = FontFace(emphasis="BOLD", color=RAIL)
    with sheet.table(
        col_widths=COLUMNS, line_height=5, text_align="LEFT", borders_layout="HORIZONTAL_LINES", headings_style=head
    ) as table:
        table.row([printable(one) for one in (_("Area"), _("Given"), _("From answers"), _("What it means"))])
        for row in telling.rows(explained):
            because = f" {_('Why')}: {row.reason}" if row.reason else ""
            proposed = "–" if row.proposed is None else str(row.proposed)
            cells = (row.name, str(row.given), proposed, f"{row.anchor}{because}")
            table.row([printable(cell) for cell in cells])


def _services(sheet: Sheet, explained: Explained) -> None:
    judgement = explained.judgement
    if judgement is None:
        return
    if judgement.needs:
        sheet.part(_("Services needed wherever treatment is"))
        sheet.points(f"{_(need.name)}: {_(need.words)}" for need in judgement.needs)
    if judgement.barriers:
        sheet.part(_("What makes coming hard, and what removes it"))
        sheet.points(f"{_(one.name)}: {_(one.words)}" for one in judgement.barriers)


def _signatures(sheet: Sheet, explained: Explained, program: Program) -> None:
    given = explained.paper
    sheet.part(_("Signed"))
    if given.signed_at is None:
        sheet.say(_("This is a draft. It is not signed."))
        return
    names = [(given.author, given.author_letters, given.signed_at, _("signed"))]
    if given.cosigned_at:
        names.append((given.cosigner, given.cosigner_letters, given.cosigned_at, _("co-signed")))
    for name, letters, at, did in names:
        sheet.say(f"{name}{', ' if letters else ''}{letters}, {did} {moment(at, program.time_zone)}")
    if given.needs_cosign and not given.cosigned_at:
        sheet.say(_("It waits for a co-signature."))
    sheet.say(_(
        "Judged by Handrail’s own rules, %(version)s (%(digest)s). They are no one else’s tool and contain no text of "
        "the ASAM Criteria."
    ) % {"version": given.version, "digest": given.pack_digest[:12]}, muted=True)  # fmt: skip
