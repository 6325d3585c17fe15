"""Figures of the service: periods that are compared, shapes of distributions, charts on paper."""
