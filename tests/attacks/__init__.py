"""Attacks on what is published: made tickets, the program's own protection, and the files that a
chief downloads. `python -m tests.attacks` runs them all at length.

An attacker knows the method, the tables and, where it is said, every ticket but one. He reads only
the CSV. Every attack is also aimed at a careless site (careless.py), where it succeeds.
"""
