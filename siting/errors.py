"""
What can go wrong, as a tree:

* SitingError
  * ScenarioError    the YAML is not a valid scenario                     (also a ValueError)
  * InputError       a file is missing, unreadable or holds nonsense      (also a ValueError)
  * InstanceError    the demand, options and reach tables contradict one another, or lack what a piece reads (also a ValueError)
  * InfeasibleError  no plan satisfies every constraint; names those that clash
  * SolverError      the solver stopped without an answer
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from siting.texts import Language, Text, say


class SitingError(Exception):
    """Base of every error this package raises on purpose; `said` gives it in a language."""

    def __init__(self, template: str, /, **values: object) -> None:
        self.text = say(template, **values)
        super().__init__(str(self.text))

    @classmethod
    def of(cls, problems: Sequence[Text], *, where: object) -> Self:
        """One error that lists all `problems` found in `where`, a file or table."""
        if len(problems) == 1:
            return cls("{where}: {problem}", where=where, problem=problems[0])
        return cls("{where}: {n} problems\n{problems}", where=where, n=len(problems), problems=list(problems))

    def said(self, language: Language = "en") -> str:
        """The message in a language."""
        return self.text.said(language)


class ScenarioError(SitingError, ValueError):
    """The scenario file is not valid."""


class InputError(SitingError, ValueError):
    """A file is missing, unreadable, or holds what it must not."""


class InstanceError(SitingError, ValueError):
    """The demand, options and reach tables contradict one another or a piece."""


class InfeasibleError(SitingError):
    """No choice of options satisfies every constraint."""


class SolverError(SitingError):
    """The solver stopped without an answer."""


@contextmanager
def readable(path: str | Path, what: Text) -> Iterator[None]:
    """
    Turn whatever a library raises over a damaged file into one message.

    Parameters
    ----------
    what
        What the file should be.

    Raises
    ------
    InputError
        Where anything is raised inside.
    """
    try:
        yield
    except SitingError:
        raise
    except Exception as error:  # the libraries that read formats raise what they like
        # and GDAL adds advice for programmers
        reason = str(error).split("; It might help")[0].strip() or type(error).__name__
        raise InputError("{path}: cannot be read as {what} ({reason})", path=path, what=what, reason=reason) from None
