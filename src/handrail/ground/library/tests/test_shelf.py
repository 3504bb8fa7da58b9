# SPDX-License-Identifier: Apache-2.0
"""The articles that are there."""

import re

import pytest

from handrail.ground.library import queries
from handrail.ground.library.queries import MARKDOWN

ALL = queries.articles()
LINK = re.compile(r'href="([^"]*)"')


def test_there_are_at_least_twelve_and_alcohol_is_among_them():
    assert len(ALL) >= 12
    assert "What is an alcohol use disorder?" in {one.title for one in ALL}
    assert len({one.title for one in ALL}) == len(ALL)


@pytest.mark.parametrize("slug", [one.slug for one in ALL])
def test_a_link_leads_to_an_article_that_is_there(slug):
    links = LINK.findall(queries.html(slug))

    for link in links:
        there = re.fullmatch(r"\.\./([a-z-]+)/", link)
        assert there, link
        assert queries.article(there[1]), link


def test_html_in_a_text_is_shown_as_text_and_no_picture_is_fetched():
    shown = MARKDOWN.render("<script>alert(1)</script>\n\n![x](https://e.example/p.png) [y](javascript:alert(1))")

    assert "<script" not in shown
    assert "<img" not in shown
    assert 'href="javascript' not in shown


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("withdrawal", "withdrawal"),
        ("narcan naloxone", None),
        ("naloxone", "overdose"),
        ("boss", "work"),
        ("medicare", "cost"),
        ("drinking", "alcohol"),
        ("methadone", "medicines"),
        ("family", "families"),
        ("weed", "cannabis"),
    ],
)
def test_a_search_finds_first_what_is_meant(asked, first):
    slugs = [one.slug for one in queries.search(asked)]

    assert slugs[:1] == ([first] if first else [])


def test_an_article_that_is_not_there_is_nothing():
    assert queries.article("unicorns") is None
    assert queries.html("unicorns") == ""
