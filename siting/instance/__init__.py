"""The three tables every model is built from, and how they are made, checked and stored."""
