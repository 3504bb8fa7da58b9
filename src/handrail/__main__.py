# SPDX-License-Identifier: Apache-2.0
"""`python -m handrail`: where the launcher hands over."""

import sys

from handrail.doors.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
