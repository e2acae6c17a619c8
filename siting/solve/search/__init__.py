"""Good plans and bounds without a MIP: greedy, exchange, Lagrangian relaxation."""
