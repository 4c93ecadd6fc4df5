"""What did we say last time? Over lines to take and released answers, and nothing else."""

from datetime import datetime
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from pressdesk import clock, inquiries, lines
from pressdesk.errors import NotFound
from pressdesk.lines import Found
from pressdesk.register import asking, ranking
from pressdesk.register import search as index
from pressdesk.web import access, site
from pressdesk.web.register import line_words, words
from pressdesk.web.register.pages import pages

HITS = 20  # of a page
WHOLE_CHARACTERS = 700  # an answer that is no longer is shown whole


@pages.get("/sok")
@access.key_holder
def search() -> ResponseReturnValue:
    typed = request.args.get("q", "")[: asking.MOST_CHARACTERS]
    most = index.MOST if request.args.get("alla") else HITS
    with site.reading() as db:
        found = lines.find(db, typed, clock.today(), min(most + 1, index.MOST))
        rows = [_hit(one, typed, clock.now()) for one in found[:most]]
    return render_template(
        "register/search.html",
        sought=typed,
        is_asked=bool(asking.read(typed)),
        rows=rows,
        has_more=len(found) > most,
        to=request.args.get("till", ""),
    )


def _hit(one: Found, typed: str, now: datetime) -> dict[str, Any]:
    """A hit in words: lines say whether they are valid, an answer whose it was and when."""
    if one.entry is not None:
        line = line_words.told(one.entry, clock.today())
        return _told(one, typed, line["title"], line["answer"]) | {"line": line}
    row = one.inquiry
    if row is None or row.released_at is None:
        raise NotFound
    return _told(one, typed, " ".join(row.question.split()), row.answer or "") | {
        "ref": inquiries.reference(row.number),
        "outlet": row.outlet,
        "at": words.moment(row.released_at, now),
    }


def _told(one: Found, typed: str, title: str, text: str) -> dict[str, Any]:
    """Title and text, with what was searched for marked; a question may be long."""
    terms = asking.read(typed)
    return {
        "line": None,
        "title": ranking.shown(terms, title),
        "snippet": one.hit.snippet,
        "text": text,
        "whole": ranking.marked(terms, text),
        "is_short": len(text) <= WHOLE_CHARACTERS,
    }
