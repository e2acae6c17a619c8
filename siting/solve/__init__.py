"""From a problem to a solution whose quality is known."""
