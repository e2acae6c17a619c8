"""
What took long to compute, kept by what it was computed from.

The name of each file is the fingerprint of everything that went in, so it is never out of date, may be deleted at any time, and may be
shared by several processes. ``SITING_CACHE`` names the folder, or is ``off``; else it is where the system keeps such things.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np
import pandas as pd
from platformdirs import user_cache_dir


def folder() -> Path | None:
    """Where things are kept; None where nothing is to be."""
    given = os.environ.get("SITING_CACHE", "")
    if given.strip().lower() == "off":
        return None
    return Path(given) if given.strip() else Path(user_cache_dir("siting", appauthor=False))


def kept(parts: list[object], make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """
    A table, computed if it was not before. Its ``attrs`` are kept with it.

    Parameters
    ----------
    parts
        All that the table depends on: numbers, texts, arrays, and paths, which stand for what the file holds.
    """
    there = folder()
    if there is None:
        return make()
    path = there / f"{_fingerprint(parts)}.parquet"
    # a file that cannot be read is as good as none: it is made again
    with suppress(OSError, ValueError):
        return pd.read_parquet(path)
    table = make()
    with suppress(OSError):
        there.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=there, suffix=".part", delete=False) as file:
            partial = Path(file.name)
        try:
            table.to_parquet(partial, index=False)
            # whoever looks meanwhile sees all of it or nothing
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
    return table


def _fingerprint(parts: list[object]) -> str:
    found = hashlib.sha256(version("siting").encode())
    for part in parts:
        if isinstance(part, Path):
            piece = b"".join(map(_content, sorted(part.rglob("*")) if part.is_dir() else [part]))
        elif isinstance(part, np.ndarray):
            piece = str(part.dtype).encode() + np.ascontiguousarray(part).tobytes()
        else:
            piece = repr(part).encode()
        found.update(hashlib.sha256(piece).digest())
    return found.hexdigest()


def _content(path: Path) -> bytes:
    """What tells a file from another; nothing for a folder in a folder, as in a geodatabase."""
    if path.is_dir():
        return b""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
