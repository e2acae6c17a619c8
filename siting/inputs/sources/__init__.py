"""Where places come from; one file a kind."""

from siting.inputs.sources.source import Reading, Scope, Source
from siting.kinds import load

load(__name__, __path__)

__all__ = ["Reading", "Scope", "Source"]
