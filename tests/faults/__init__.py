"""Faults on purpose, and what they cost: `python -m tests.faults` counts them in a table."""
