"""What people get: plans, metrics, maps, files."""
