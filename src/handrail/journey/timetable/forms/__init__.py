# SPDX-License-Identifier: Apache-2.0
"""What is typed in about weeks: its shape, never whether it may be done."""
