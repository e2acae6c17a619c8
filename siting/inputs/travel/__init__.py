"""How people get from places to sites; one file a kind."""

from siting.inputs.travel.travel import Travel
from siting.kinds import load

load(__name__, __path__)

__all__ = ["Travel"]
