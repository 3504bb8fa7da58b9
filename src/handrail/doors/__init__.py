# SPDX-License-Identifier: Apache-2.0
"""Where the world comes in or goes out. No door leans on another."""
