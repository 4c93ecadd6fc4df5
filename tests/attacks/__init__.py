"""Attacks on what is published: made tickets, the program's own protection, and the files that a
chief downloads. `python -m tests.attacks` runs them at length.

An attacker knows the method, the tables and, where it is said, every ticket but one. He reads only
the CSV. Every attack is also aimed at a careless site (careless.py), where it succeeds.

Two kinds need whole sites, and are not in that command. A restored copy that is published again is
attacked in `./test`; slips that are cast, published and downloaded at two real sites (real.py), in
`./test --long`. See tests/promises/test_09_figures_protect_everyone.py, and for restores
test_09_no_second_release.py beside it.
"""
