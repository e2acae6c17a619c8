"""What a planner writes: a YAML file, checked as a whole before anything runs."""
