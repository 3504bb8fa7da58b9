# SPDX-License-Identifier: Apache-2.0
"""A patient's pages of her week, in her own words."""
