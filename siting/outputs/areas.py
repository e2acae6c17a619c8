"""Which division of the study a table or a chart goes by."""

from __future__ import annotations

from collections.abc import Mapping, Sized
from typing import Final

LISTED: Final = 2000
"""More areas than this are no list any more."""


def finest(areas: Mapping[str, Sized], *, most: int = LISTED) -> str | None:
    """The kind of area that has most areas, but at least two and at most `most`; None where there is none."""
    sizes = {kind: len(found) for kind, found in areas.items() if 1 < len(found) <= most}
    return max(sizes, key=lambda kind: sizes[kind]) if sizes else None
