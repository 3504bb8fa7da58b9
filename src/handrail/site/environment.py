# SPDX-License-Identifier: Apache-2.0
"""Variables of the environment, read with their type. What is wrong is gathered, to be said all at once."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

YES, NO = {"1", "yes", "true", "on"}, {"0", "no", "false", "off"}


class Environment:
    """One reading of the variables; an empty one is one left out. A value is never repeated in a problem."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = values
        self.problems: list[str] = []

    def text(self, name: str, default: str = "") -> str:
        return self.values.get(name, "").strip() or default

    def names(self, name: str, default: Sequence[str] = ()) -> list[str]:
        """Words with commas between."""
        found = [word.strip() for word in self.text(name).split(",") if word.strip()]
        return found or list(default)

    def flag(self, name: str) -> bool:
        told = self.text(name).lower()
        if told and told not in YES | NO:
            self.amiss(f"{name}: write yes or no")
        return told in YES

    def number(self, name: str, default: int) -> int:
        told = self.text(name)
        if not told:
            return default
        if not (told.isascii() and told.isdigit()):
            self.amiss(f"{name}: write a whole number, such as {default}")
            return default
        return int(told)

    def one_of(self, name: str, choices: Sequence[str]) -> str:
        """The first choice if left out."""
        told = self.text(name, choices[0])
        if told in choices:
            return told
        self.amiss(f"{name}: write one of {', '.join(choices)}")
        return choices[-1]  # the strictest: a misspelt production must not come up as anything less

    def path(self, name: str) -> Path | None:
        told = self.text(name)
        return Path(told) if told else None

    def secret(self, name: str, name_of_file: str) -> str:
        """From the variable, or from the file that the other variable names, as container platforms give secrets."""
        told, path = self.text(name), self.path(name_of_file)
        if told and path:
            self.amiss(f"{name} and {name_of_file}: set one of them, not both")
        if told or not path:
            return told
        try:
            return path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            self.amiss(f"{name_of_file}: cannot be read ({getattr(error, 'strerror', None) or 'not text'})")
            return ""

    def amiss(self, problem: str) -> None:
        self.problems.append(problem)

    def check(self) -> None:
        """Stop here if anything was amiss, and say all of it."""
        if self.problems:
            raise ImproperlyConfigured("\n".join(self.problems))
