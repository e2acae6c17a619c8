"""Streets as a graph: read from files, met at the nearest point, and searched for ways."""
