"""The integer program: what is asked, in matrices, and as a PuLP problem."""
