"""Solvers of rosters: the only part of the package that imports OR-Tools."""
