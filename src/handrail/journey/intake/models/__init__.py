# SPDX-License-Identifier: Apache-2.0
"""Tables of the assessment and of first papers. They decide nothing."""

from handrail.journey.intake.models.assessments import Addendum, Assessment, Saved, Signature

__all__ = ["Addendum", "Assessment", "Saved", "Signature"]
