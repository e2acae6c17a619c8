"""HiGHS without its banner."""

from __future__ import annotations

import os
import sys
from functools import cache

import highspy


@cache
def hide() -> None:
    """
    Let HiGHS print the two lines with which it greets each process where nobody sees them.

    It prints them from its first constructor, past Python and past its own options, so only the file descriptor can be turned away.
    """
    sys.stdout.flush()
    try:
        kept = os.dup(1)
    except OSError:  # no standard output, nothing to hide
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        highspy.Highs()  # type: ignore[no-untyped-call]  # highspy has no types here
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)
