# SPDX-License-Identifier: Apache-2.0
"""`handrail bench NAME`: runs what benchmarks/ holds. The measuring itself is there."""

import argparse
import sys
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parents[4]


def main(argv: list[str]) -> int:
    """The status of the benchmark: 0 only when every bar is met."""
    parser = argparse.ArgumentParser(prog="handrail bench", add_help=False)
    parser.add_argument("name", choices=["week"], help="which claim to measure")
    name = parser.parse_args(argv[:1]).name
    sys.path.insert(0, str(ROOT))  # benchmarks stand beside the package, not in it
    status: int = import_module(f"benchmarks.{name}").main(argv[1:])
    return status
