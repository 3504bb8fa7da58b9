# SPDX-License-Identifier: Apache-2.0
"""Writes docs/placement.md below its mark, and docs/cases/: `python -m handrail.journey.placement.tests.documents`."""

import os

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handrail.site.settings")
    django.setup()

    from handrail.journey.placement import casebook
    from handrail.journey.placement.cases import cases
    from handrail.journey.placement.proof import document
    from handrail.journey.placement.tests.make import the_pack
    from handrail.journey.placement.tests.test_cases import PAGES
    from handrail.journey.placement.tests.test_proof import MARK, PAGE

    before = PAGE.read_text(encoding="utf-8").partition(MARK)[0]
    PAGE.write_text(f"{before}{MARK}\n{document(the_pack())}", encoding="utf-8")

    every, pack = list(cases()), the_pack()
    PAGES.mkdir(exist_ok=True)
    (PAGES / "README.md").write_text(casebook.index(pack, every), encoding="utf-8")
    for case in every:
        (PAGES / f"{case.slug}.md").write_text(casebook.page(pack, case), encoding="utf-8")
