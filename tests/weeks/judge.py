# SPDX-License-Identifier: Apache-2.0
"""The problems known to all, and the judge that shares no code with ours: `check_week` beside this file.

The judge is kept as it was handed over, so it has no `.py` and the house does not tidy it.
"""

import json
from collections.abc import Callable
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from typing import Any

from handrail.journey.timetable.problem import Problem, read_problem
from handrail.journey.timetable.week import Week

HERE = Path(__file__).parent
JUDGE = HERE / "check_week"
SIZES = ("20-1", "20-2", "60-1", "60-2", "120-1", "120-2", "250-1", "500-1")


def problem_file(size: str) -> Path:
    """The file of a clinic of this size, as in `60-1`."""
    return HERE / "problems" / f"clinic-{size}.json"


def a_clinic(size: str) -> Problem:
    return read_problem(problem_file(size).read_bytes())


def _judge() -> Callable[[Any, Any], tuple[list[str], dict[str, Any]]]:
    loader = SourceFileLoader("check_week", str(JUDGE))
    spec = spec_from_loader("check_week", loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    check: Callable[[Any, Any], tuple[list[str], dict[str, Any]]] = module.check
    return check


check = _judge()


def judged(problem: Problem, week: Week) -> tuple[list[str], dict[str, Any]]:
    """What the independent judge says of this week: faults, and its summary."""
    return check(json.loads(problem.to_json()), json.loads(week.to_json()))
