# SPDX-License-Identifier: Apache-2.0
"""Packs and rows for tests: ordinary unless told otherwise."""

from datetime import date

from handrail.ground.packs import rules

ROW = {"words": "So it is.", "source": "a book", "source_date": date(2024, 1, 1), "verified": True}


def a_limit(key="week.hours.min", value=9.0, **but):
    return rules.Limit(**{"id": key, "value": value, "unit": "hours_a_week", **ROW, **but})


def a_deadline(unit="calendar_days", within=3, **but):
    return rules.Deadline(**{"id": "plan.filed", "unit": unit, "within": within, "after": "admission", **ROW, **but})


def a_pack(*limits, **but):
    told = {"id": "us-federal", "name": "United States", "version": "1", "jurisdiction": "US", "limits": limits}
    return rules.Pack(**{**told, "effective_from": date(2024, 1, 1), **but})
