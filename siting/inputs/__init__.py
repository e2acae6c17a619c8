"""What the world gives: people, sites, areas and travel, read from files and checked."""

from siting.inputs.entries import ENTRIES
from siting.inputs.world import World, read_world

__all__ = ["ENTRIES", "World", "read_world"]
