# SPDX-License-Identifier: Apache-2.0
"""Staff pages of the week. Each answers one question."""
