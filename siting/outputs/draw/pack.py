"""Arrays on their way into the page: deflated, then base64; the browser inflates them into typed arrays."""

from __future__ import annotations

import base64
import zlib
from typing import Any, TypedDict

import numpy as np
import numpy.typing as npt


class Packed(TypedDict):
    """An array as JSON: its type (u1, u2, u4 or f4) and its bytes."""

    type: str
    data: str


def pack(values: npt.NDArray[Any]) -> Packed:
    """
    An array for the page.

    Parameters
    ----------
    values
        Whole numbers from 0 take the smallest unsigned type that holds them; all else becomes 32-bit floats.
    """
    flat = np.ascontiguousarray(values).ravel()
    kind = smallest(int(flat.max(initial=0))) if flat.dtype.kind in "bui" else np.dtype("<f4")
    return Packed(type=kind.str[1:], data=base64.b64encode(zlib.compress(flat.astype(kind).tobytes(), 9)).decode())


class Pool:
    """Arrays that are written once, however often the page uses them: much stays the same from one year to the next."""

    def __init__(self) -> None:
        self.arrays: list[Packed] = []
        self._places: dict[str, int] = {}

    def add(self, values: npt.NDArray[Any]) -> int:
        """Where an array stands among `arrays`."""
        packed = pack(values)
        key = packed["type"] + packed["data"]
        if key not in self._places:
            self._places[key] = len(self.arrays)
            self.arrays.append(packed)
        return self._places[key]


def smallest(largest: int) -> np.dtype[Any]:
    """The smallest unsigned type, in the byte order that every browser's machine has, that holds `largest`."""
    return next(np.dtype(f"<u{size}") for size in (1, 2, 4) if largest < 256**size)


def pack_image(ids: npt.NDArray[np.uint32]) -> Packed:
    """
    An image of ids for the page, as the differences of each pixel from what its left and upper neighbours foretell.

    Parameters
    ----------
    ids
        Shape (height, width). Differences wrap around, so summing them up in the same type gives the ids back.
    """
    kind = smallest(int(ids.max(initial=0)))
    image = ids.astype(kind)
    # runs of equal ids, and rows that repeat, become zeros, which deflate to almost nothing
    across = np.diff(image, axis=1, prepend=kind.type(0))
    residual = np.diff(across, axis=0, prepend=kind.type(0))
    return Packed(type=kind.str[1:], data=base64.b64encode(zlib.compress(residual.tobytes(), 6)).decode())
