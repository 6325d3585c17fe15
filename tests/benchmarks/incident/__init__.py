"""Replay of a service desk's event log through the ticket mechanism, see ``tests/benchmarks/incidents.py``."""
