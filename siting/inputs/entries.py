"""The entries of a scenario that this wing reads, each a source of one of some kinds with what the entry adds."""

from __future__ import annotations

from typing import Any, Final

from siting.inputs.areas import Area, Backdrop
from siting.inputs.candidates import Candidates
from siting.inputs.facilities import Facilities
from siting.inputs.people import People
from siting.inputs.sources import Source
from siting.inputs.travel import Travel
from siting.kinds import entries, one_of

ENTRIES: Final[dict[str, Any]] = {
    "AnyPeople": entries(People, Source, kinds=("raster", "polygons", "points", "table")),
    "AnyFacilities": entries(Facilities, Source, kinds=("points", "polygons", "table")),
    "AnyCandidates": entries(Candidates, Source, kinds=("points", "polygons", "table", "raster")),
    "AnyArea": entries(Area, Source, kinds=("polygons",)),
    "AnyBackdrop": entries(Backdrop, Source, kinds=("lines", "polygons")),
    "AnyTravel": one_of(Travel),
}
"""The types of the scenario's fields, by the names that `plug_in` takes."""
