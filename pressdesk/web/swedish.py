"""Records that leave the house are in plain Swedish, whatever language their reader works in: a
record is the same whoever prints it, and a digest of it is of its words.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask_babel import force_locale
from markupsafe import Markup

from pressdesk.languages import SWEDISH

Given = ParamSpec("Given")
Made = TypeVar("Made")


def in_swedish(make: Callable[Given, Made]) -> Callable[Given, Made]:
    """Words that this function makes are of a record. What it returns is made, and not lazy."""

    @wraps(make)
    def made(*args: Given.args, **more: Given.kwargs) -> Made:
        with force_locale(SWEDISH.locale):
            return make(*args, **more)

    return made


def part(caller: Callable[[], Markup]) -> Markup:
    """For a template: `{% call in_swedish() %}` the part of its page that is a record."""
    return in_swedish(caller)()
