# SPDX-License-Identifier: Apache-2.0
"""Makers of articles, ordinary unless told otherwise."""

from datetime import date
from typing import Any

from handrail.ground.library.rules import Article, Source

HEAD = """+++
title = "What is a cold?"
summary = "Why noses run."
for_whom = "everyone"
topic = "What it is"
reviewed_on = 2026-11-25
sources = [{ name = "CDC: Common Cold", url = "https://www.cdc.gov/common-cold/" }]
+++
"""
TEXT = "A cold is an illness that passes. " * 20


def an_article(**but: Any) -> Article:
    ordinary = {
        "slug": "cold", "title": "What is a cold?", "summary": "Why noses run.", "for_whom": "everyone",
        "topic": "What it is", "reviewed_on": date(2026, 11, 25), "sources": (Source("CDC", "https://cdc.gov"),),
        "text": TEXT,
    }  # fmt: skip
    return Article(**(ordinary | but))
