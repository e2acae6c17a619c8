"""What holds for every test."""

from __future__ import annotations

from hypothesis import settings

# the same examples in every run, so that a change never passes or fails by luck, and none of them against the clock
settings.register_profile("siting", derandomize=True, deadline=None)
settings.load_profile("siting")
