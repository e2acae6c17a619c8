"""Real data beside the project, where there are any."""

from __future__ import annotations

from pathlib import Path

import pytest

DATA = Path(__file__).parents[2] / "shared" / "data"


def real(name: str) -> Path:
    """A file or folder of the real data; the test skips where it is not there."""
    path = DATA / name
    if not path.exists():
        pytest.skip(f"the real data {name} are not on this machine")
    return path
