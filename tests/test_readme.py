"""What the README shows is what the repository holds."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_scenario_is_the_file() -> None:
    """The scenario that is explained is the one that runs."""
    block = (ROOT / "README.md").read_text("utf-8").split("```yaml\n")[1].split("```")[0]
    assert block == (ROOT / "scenarios" / "daycare.yaml").read_text("utf-8")


def test_pictures_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in (ROOT / "maps" / "gallery").glob("*.png")}
    assert sizes
    assert max(sizes.values()) < 400_000, sizes
