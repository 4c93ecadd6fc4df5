"""Pages, and parts of pages, that are the same for everybody who reads them in a language: made
once in a process.

An employee's page is read without a cookie and without a question, so that nothing of a request is
in it. Of a page that says nothing but hers at some places, what stands around them is kept. Any
other is made each time, but for its parts.
"""

import re
from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any

from flask import Flask, current_app, request
from markupsafe import Markup, escape

from pressdesk.web import advice, i18n, site

MADE = "pressdesk.shared"  # where the app keeps them
FRAMES = "pressdesk.frames"
PARTS = "pressdesk.parts"
MOST = 1_000  # that are kept of either: many times as many as the templates ask for
PLACE = "\ue000{}\ue000"  # what no template says, and no filter of a form takes away
PLACES = re.compile(PLACE.format(r"(\d+)"))
Make = Callable[[], str]


def register(app: Flask) -> None:
    app.extensions |= {MADE: {}, FRAMES: {}, PARTS: {}}
    app.jinja_env.globals["shared"] = part


def page(make: Make) -> Make:
    """A page that hangs on the site's settings and the language alone. What a form brought, when a
    page is given back to a POST, is never kept.
    """

    @wraps(make)
    def made() -> str:
        if request.method != "GET":
            return make()
        kept: dict[tuple[str, str], str] = current_app.extensions[MADE]
        name = make.__name__, i18n.locale()
        if name not in kept:
            kept[name] = make()
        return kept[name]

    return made


def frame(make: Callable[..., str]) -> Callable[..., str]:
    """A page that hangs on the site, the language and some texts, which it shows, or asks whether
    they are empty, and nothing else. They are put in, escaped, each time, and never kept.
    """

    @wraps(make)
    def filled(*texts: str) -> str:
        kept: dict[Hashable, list[str]] = current_app.extensions[FRAMES]
        key = make.__name__, i18n.locale(), *map(bool, texts)
        pieces = kept.get(key)
        if pieces is None:
            marks = [PLACE.format(at) if text else "" for at, text in enumerate(texts)]
            pieces = PLACES.split(make(*marks))
            _keep(kept, key, pieces)
        return "".join(escape(texts[int(one)]) if at % 2 else one for at, one in enumerate(pieces))

    return filled


def part(name: str, **given: Hashable) -> str:
    """A template that knows the site, the language, the advice and what it is given, and nothing
    of the request. For other templates, that give it words of their own and never somebody's.
    """
    kept: dict[Hashable, str] = current_app.extensions[PARTS]
    key = name, i18n.locale(), *given.values()
    if key in kept:
        return kept[key]
    told = {
        "site": site.settings(),
        "language": i18n.language(),
        "then": i18n.then(),
        "advice": advice.ADVICE,
    }
    made = Markup(current_app.jinja_env.get_template(name).render(told, **given))  # noqa: S704 # nosec B704
    _keep(kept, key, made)
    return made


def _keep(kept: dict[Hashable, Any], key: Hashable, made: object) -> None:
    if len(kept) < MOST:
        kept[key] = made
