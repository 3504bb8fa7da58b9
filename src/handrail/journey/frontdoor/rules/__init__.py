# SPDX-License-Identifier: Apache-2.0
"""What the front door may do, and what comes next. Pure: facts and a moment in, facts out."""
