"""Ours and a peer at the same desk, see ``tests/benchmarks/tickets.py``."""
