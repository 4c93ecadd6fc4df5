"""Copies of a site: one a day of what people write, and the newest alone of the keys.

A ticket's text and its key never lie in one file. Whatever was destroyed since a daily copy was
made has no key in the newest copy of the keys, so that no older copy opens it. Text and keys are
read in one transaction, written beside their places, read back, compared, and then moved there.
"""

from pressdesk.copies.joining import Joined, choose, join, newest_keys
from pressdesk.copies.making import Made, Plan, make
from pressdesk.copies.rule import Copy, site_mark

__all__ = [
    "Copy",
    "Joined",
    "Made",
    "Plan",
    "choose",
    "join",
    "make",
    "newest_keys",
    "site_mark",
]
