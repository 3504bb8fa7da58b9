# SPDX-License-Identifier: Apache-2.0
"""What is done at intake: assess, save, sign, add. One verb, one transaction each."""

from handrail.journey.intake.actions.assessments import begin, save, take_over
from handrail.journey.intake.actions.signing import add, cosign, send_back, sign

__all__ = ["add", "begin", "cosign", "save", "send_back", "sign", "take_over"]
