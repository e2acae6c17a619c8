"""From an OpenStreetMap extract to the files that scenarios read: facilities by kind, streets, boundaries, what a map shows behind."""

from siting.osm.extract import extract

__all__ = ["extract"]
