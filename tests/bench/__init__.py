"""Measurements: `python -m tests.bench` prints a table, `--json` the same for a program.

Speed is never asserted against a clock, only against a floor of the same run: Flask and waitress
with a page of equal size, one HPKE seal and one commit that waits for the disk, in the same kind of
database, with as many processes. Lodging and opening a mailbox reach at least half of the floor's
rate; a classifier that sees nothing but how long an answer took tells right codes from wrong ones
with an AUC of at most 0.60 over 2,000 tries. The queue's first page takes at most 1.20 times as
long with 10,000 tickets as with 100, and the register's, its filters and its search with 100,000
inquiries as with 1,000. At rest after load a process stays under 150 MiB, and it answers within a
second of starting.
"""
