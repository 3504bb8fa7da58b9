# SPDX-License-Identifier: Apache-2.0
"""The judgement with its numbers, its words, and the short signed answer that may go with a request for a call."""

from handrail.journey.selfcheck.queries.answers import FILE, carried, cutoffs, judged, told

__all__ = ["FILE", "carried", "cutoffs", "judged", "told"]
