# SPDX-License-Identifier: Apache-2.0
"""Whoever looks for help can read it: no text asks for more than eight years of school."""

from datetime import date

import pytest
from django.test import Client

from handrail.doors.public.tests.reading import HARDEST, grade, grade_of_page
from handrail.ground.library import queries
from handrail.journey.placement import queries as levels

PAGES = (
    "/", "/guide/", "/guide/who/", "/guide/first-week/", "/guide/families/", "/programs/", "/library/",
    "/self-check/",
)  # fmt: skip


def test_the_measure_knows_easy_from_hard():
    easy = "The cat sat on the mat. It was warm. The sun came in. She went to sleep."
    hard = (
        "Multidisciplinary biopsychosocial assessment necessitates comprehensive consideration of comorbid psychiatric "
        "symptomatology, environmental determinants and pharmacological contraindications before individualized "
        "determination of appropriate treatment intensity."
    )

    assert grade(easy) < 3
    assert grade(hard) > 16


@pytest.mark.parametrize("slug", [one.slug for one in queries.articles()])
def test_an_article_can_be_read_by_everyone(slug):
    assert grade_of_page(f"<main>{queries.html(slug)}</main>") <= HARDEST


@pytest.mark.parametrize("area", levels.in_force_on(date(2026, 11, 26))[1].areas, ids=lambda area: area.id)
def test_why_a_level_of_care_can_be_read_by_everyone(area):
    assert grade(" ".join(area.plain)) <= HARDEST


@pytest.mark.one_database
@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES)
def test_a_page_can_be_read_by_everyone(client: Client, path):
    assert grade_of_page(client.get(path).content.decode()) <= HARDEST
