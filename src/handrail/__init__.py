# SPDX-License-Identifier: Apache-2.0
"""Handrail runs an intensive outpatient program, from the first call to the last check-in."""

__version__ = "0.1.0"
