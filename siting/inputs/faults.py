"""What is wrong with files, collected so that one message can say it all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from siting.errors import InputError
from siting.texts import Text, say


def raise_all(problems: Iterable[Text], *, where: object) -> None:
    """
    Raise one error that lists all problems, if there are any.

    Raises
    ------
    InputError
        Where there is a problem.
    """
    if found := list(problems):
        raise InputError.of(found, where=where)


@contextmanager
def naming(where: object) -> Iterator[None]:
    """
    Put the name of a file before what is found wrong inside.

    Raises
    ------
    InputError
        Where one is raised inside.
    """
    try:
        yield
    except InputError as error:
        raise InputError("{where}: {problem}", where=where, problem=error.text) from None


class Faults:
    """Errors of several files, kept until all have been read."""

    def __init__(self) -> None:
        self._found: list[InputError] = []

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Keep an error that is raised inside, and go on."""
        try:
            yield
        except InputError as error:
            self._found.append(error)

    def stop(self) -> None:
        """
        Raise what was kept, if anything.

        Raises
        ------
        InputError
            One that lists all.
        """
        if len(self._found) == 1:
            raise self._found[0]
        # a file that is read twice says the same twice
        raise_all({str(error): error.text for error in self._found}.values(), where=say("input files"))
