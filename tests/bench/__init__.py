"""Measurements: `python -m tests.bench` prints a table, `--json` the same for a program.

Speed is never asserted against a clock, only against a floor of the same run: Flask and waitress
with a page of equal size, one HPKE seal and one commit with `synchronous=FULL`. Lodging and opening
a mailbox reach at least half of the floor's rate; a classifier that sees nothing but how long an
answer took tells right codes from wrong ones with an AUC of at most 0.60 over 2,000 tries. The
register's first page, its filters and its search take at most 1.20 times as long with 100,000
inquiries as with 1,000.
"""
