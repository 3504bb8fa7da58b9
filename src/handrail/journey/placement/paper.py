# SPDX-License-Identifier: Apache-2.0
"""A determination on paper, for payer and patient: a PDF with everything that was signed, and by which rules."""

from django.utils.translation import gettext as _
from fpdf import FontFace

from handrail.ground.look.pdf import FAMILY, INK, RAIL, Sheet
from handrail.ground.look.templatetags.look import at as clock
from handrail.ground.look.templatetags.look import full_day
from handrail.ground.people.rules import Patient
from handrail.ground.program.rules import Program
from handrail.journey.placement import telling
from handrail.journey.placement.papers import Explained

COLUMNS = (44, 15, 21, 110)


def pdf(explained: Explained, *, patient: Patient, program: Program) -> bytes:
    given, pack = explained.paper, explained.pack
    line = telling.line(explained)
    foot = _("%(name)s · level of care, rules %(version)s") % {"name": patient.name, "version": pack.version}
    sheet = Sheet(title=_("Level of care"), foot=foot)
    sheet.muted(f"{program.name} · {line.occasion} · {full_day(given.judged_on)}")
    sheet.headline(line.level or _("Not decided yet"))
    born = _("born %(day)s") % {"day": full_day(patient.birth_date)}
    sheet.said(f"{patient.name}, {born}", bold=True)
    sheet.said(telling.level_plain(pack, given.decided))
    _decision(sheet, explained, line)
    _why(sheet, explained)
    _ratings(sheet, explained)
    _services(sheet, explained)
    _signatures(sheet, explained, program)
    return bytes(sheet.output())


def _decision(sheet: Sheet, explained: Explained, line: telling.Line) -> None:
    given = explained.paper
    sheet.part(_("The decision"))
    sheet.said(_("Recommended by the rules: %(level)s") % {"level": line.recommended})
    told = [
        (_("Decided otherwise, because"), given.override_reason if given.decided != given.recommended else ""),
        (_("In the clinician’s words"), given.summary), (telling.agreed(given.agreed), given.agreed_words or "–"),
        (_("Where else"), given.alternatives), (_("Until a place is there"), given.interim_plan),
    ]  # fmt: skip
    for name, words in told:
        if name and words:
            sheet.said(f"{name}: {words}" if words != "–" else f"{name}.")
    if given.tool_name:
        on = full_day(given.tool_on) if given.tool_on else "–"
        sheet.said(_("Licensed tool: %(name)s %(version)s, %(on)s: %(level)s") % {
            "name": given.tool_name, "version": given.tool_version, "on": on, "level": given.tool_level,
        })  # fmt: skip
    if line.changes:
        sheet.said(_("Since the determination before: %(these)s") % {"these": "; ".join(line.changes)})


def _why(sheet: Sheet, explained: Explained) -> None:
    if explained.judgement is None:
        return
    told = telling.told(explained.pack, explained.judgement)
    sheet.part(_("Why"))
    sheet.points(f"{gate.name}: {gate.words}" for gate in told.gates)
    sheet.points(f"{why.areas}: {why.words}" for why in told.because)
    if not told.gates and not told.because:
        sheet.said(_("Needs are low all round: the least intensive level is enough."))
    for name, support, words in told.safe_with:
        sheet.said(_("%(level)s would be safe with: %(support)s. %(words)s") % {
            "level": name, "support": support, "words": words,
        })  # fmt: skip
    if told.down:
        sheet.said(_("%(level)s would be enough with: %(changes)s.") % {
            "level": told.down.level, "changes": "; ".join(told.down.changes),
        })  # fmt: skip


def _ratings(sheet: Sheet, explained: Explained) -> None:
    sheet.part(_("The six need areas, 0 to 4"))
    sheet.set_font(FAMILY, size=8.5)
    sheet.set_text_color(*INK)
    sheet.set_draw_color(200, 208, 208)
    head = FontFace(emphasis="BOLD", color=RAIL)
    with sheet.table(
        col_widths=COLUMNS,
        line_height=4.4,
        text_align="LEFT",
        borders_layout="HORIZONTAL_LINES",
        padding=(1.4, 1.5, 1.4, 0),
        headings_style=head,
    ) as table:
        table.row([sheet.printable(one) for one in (_("Area"), _("Given"), _("Proposed"), _("What it means"))])
        for row in telling.rows(explained):
            because = f" {_('Why')}: {row.reason}" if row.reason else ""
            proposed = "–" if row.proposed is None else str(row.proposed)
            cells = (row.name, str(row.given), proposed, f"{row.anchor}{because}")
            table.row([sheet.printable(cell) for cell in cells])


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
        sheet.said(_("This is a draft. It is not signed."))
        return
    names = [(given.author, given.author_letters, given.signed_at, _("signed"))]
    if given.cosigned_at:
        names.append((given.cosigner, given.cosigner_letters, given.cosigned_at, _("co-signed")))
    for name, letters, at, did in names:
        when = f"{full_day(at, program.time_zone)}, {clock(at, program.time_zone)}"
        sheet.said(f"{name}{', ' if letters else ''}{letters}, {did} {when}")
    if given.needs_cosign and not given.cosigned_at:
        sheet.said(_("It waits for a co-signature."))
    sheet.ln(2)
    sheet.muted(_(
        "Judged by Handrail’s own rules, %(version)s (%(digest)s). They are no one else’s tool and contain no text of "
        "the ASAM Criteria."
    ) % {"version": given.version, "digest": given.pack_digest[:12]})  # fmt: skip
