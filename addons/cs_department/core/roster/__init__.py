"""Duty rosters: the problem, its solvers, the account of what a roster breaks (D16).

Self-contained: imports nothing outside this package, so that solvers run in a child
process without Odoo. Only what is under ``solver`` imports OR-Tools.
"""
