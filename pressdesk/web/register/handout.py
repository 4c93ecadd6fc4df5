"""The register of a period handed out: looked through, then printed or taken as CSV.

Nobody is asked who wants it, or why. The page and the files hold nothing of what is masked.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlmodel import Session

from pressdesk import clock, handout, inquiries, masking
from pressdesk.errors import BadPeriod, Stale
from pressdesk.handout import Period, registry
from pressdesk.keytables import Act
from pressdesk.staff import audit
from pressdesk.web import access, forms, paper, site
from pressdesk.web.figure_files import STYLES
from pressdesk.web.register import document, survey
from pressdesk.web.register.pages import pages
from pressdesk.web.register.survey import Seen, Survey
from pressdesk.web.swedish import in_swedish

LISTED = 100  # of those with nothing to mask
PRINTED = 500  # inquiries in a printed part
WRITTEN = 5_000  # rows in a CSV file
FILES = {"csv": ".csv", "excel": "-excel.csv"}
FAULTS = {
    "day": _l("Skriv dagarna som 2026-10-01"),
    "reversed": _l("Välj en sista dag som inte är före den första"),
    "long": _l("Välj högst ett år åt gången"),
}


class Part(NamedTuple):
    """Some inquiries of a period, when they do not go into one file."""

    number: int
    of: int
    size: int

    @property
    def ending(self) -> str:
        return f"-del-{self.number}" if self.of > 1 else ""


@pages.get("/lamna-ut/")
@access.key_holder
def hand_out() -> ResponseReturnValue:
    if not {"fran", "till"} & set(request.args):
        month = handout.last_month(clock.today())
        return _page(month.first.isoformat(), month.last.isoformat())
    return shown(request.args.get("fran", ""), request.args.get("till", ""))


@pages.post("/lamna-ut/resten")
@access.key_holder
def look_through() -> ResponseReturnValue:
    """Nothing is to be masked in some inquiries; or in others, what was masked before."""
    first, last = _typed()
    pile = request.form.get("pile", "")
    try:
        period, today = handout.read(first, last), clock.today()
    except BadPeriod:
        return shown(first, last)
    with site.reading() as db:
        found = survey.survey(db, period, today)
    chosen = {"clean": found.clean, "as_before": found.as_before}.get(pile, [])
    if not chosen or request.form.get("digest") != survey.digest(chosen):
        return _page(first, last, found, is_stale=True), 409
    texts = {seen.record.number: seen.texts for seen in chosen}
    with site.writing() as db:
        now = survey.page(db, handout.of(db, texts), today)
        # What somebody has changed meanwhile waits for another look.
        same = {s.record.number: s.texts for s in now if s.texts == texts[s.record.number]}
        handout.look(db, same, today)
    flash(_("Sparat. De räknas som genomgångna i en vecka, så länge ingen ändrar dem."))
    return redirect(url_for("register.hand_out", fran=first, till=last), 303)


@pages.post("/lamna-ut/handling")
@access.key_holder
def document_of_period() -> ResponseReturnValue:
    first, last = _typed()
    try:
        period, today = handout.read(first, last), clock.today()
    except BadPeriod:
        return shown(first, last)
    kind = request.form.get("kind", "")
    made: ResponseReturnValue
    with site.reading() as db:
        found = survey.survey(db, period, today)
        if not found.is_done:
            return _page(first, last, found, is_stale=True), 409
        part = _part(found.total, WRITTEN if kind in FILES else PRINTED)
        rows = _rows(db, period, part)
        is_file = kind in FILES
        made = (
            _csv(period, part, rows, FILES[kind])
            if is_file
            else _printed(period, part, found, rows)
        )
    with site.writing() as db:
        audit.note(db, Act.DISCLOSED_REGISTER, access.me().id, clock.now())
    return made


def shown(first: str, last: str) -> ResponseReturnValue:
    """A period and what is to be looked through of it, or what is wrong with its days."""
    first, last = forms.tidy(first), forms.tidy(last)
    try:
        period = handout.read(first, last)
    except BadPeriod as bad:
        return _page(first, last, error=str(FAULTS[bad.reason])), 422
    with site.reading() as db:
        found = survey.survey(db, period, clock.today())
        return _page(period.first.isoformat(), period.last.isoformat(), found)


def days(period: Period) -> str:
    return _("%(first)s till %(last)s", first=paper.day(period.first), last=paper.day(period.last))


def _typed() -> tuple[str, str]:
    return forms.tidy(request.form.get("fran")), forms.tidy(request.form.get("till"))


def _page(
    first: str, last: str, found: Survey | None = None, *, error: str = "", is_stale: bool = False
) -> str:
    piles: dict[str, Any] = {}
    if found:
        piles = {
            "to_mask": [_line(seen) for seen in found.to_mask],
            "as_before": [_line(seen) for seen in found.as_before[:LISTED]],
            "clean": [_line(seen) for seen in found.clean[:LISTED]],
            "digests": {
                "clean": survey.digest(found.clean),
                "as_before": survey.digest(found.as_before),
            },
            "parts": _part(found.total, PRINTED).of,
            "files": _part(found.total, WRITTEN).of,
        }
    return render_template(
        "register/handout.html",
        first=first,
        last=last,
        found=found,
        error=error,
        is_stale=is_stale,
        look_days=handout.LOOK_DAYS,
        **piles,
    )


def _line(seen: Seen) -> dict[str, Any]:
    """A line of the list: how the question begins, and what is there to look at."""
    row, masks = seen.record.inquiry, survey.proposed(seen)
    before = sum(map(len, seen.kept.masks.values()))
    return {
        "ref": inquiries.reference(row.number),
        "outlet": row.outlet or "",
        "opening": " ".join(row.question.split())[:120],
        "proposals": sum(map(len, masks.values())) - before,
        "masks": before,
        "is_changed": bool(seen.kept.changed),
    }


def _part(total: int, size: int) -> Part:
    """The part that is asked for; the first when it is no part."""
    of = max(1, -(-total // size))
    typed = request.values.get("del", "")
    number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < len("1000") else 1
    return Part(number if 1 <= number <= of else 1, of, size)


def _rows(db: Session, period: Period, part: Part) -> Iterator[Seen]:
    skip = (part.number - 1) * part.size
    for found in handout.pages(db, period, skip, part.size):
        seen = survey.page(db, found, clock.today())
        if not all(one.kept.is_looked for one in seen):
            raise Stale
        yield from seen


def _printed(period: Period, part: Part, found: Survey, rows: Iterator[Seen]) -> str:
    papers = [
        (inquiries.reference(seen.record.number), document.told(seen.texts, seen.kept.masks))
        for seen in rows
    ]
    return render_template(
        "register/handout_print.html",
        title=days(period),
        days=in_swedish(days)(period),
        first=period.first.isoformat(),
        last=period.last.isoformat(),
        part=part,
        total=found.total,
        sections=found.sections,
        papers=papers,
        bar=paper.BAR,
        printed=in_swedish(paper.day)(clock.today()),
    )


@in_swedish
def _csv(period: Period, part: Part, rows: Iterator[Seen], ending: str) -> Response:
    style = STYLES[ending]
    headings = [_("Nummer"), *map(str, document.LABELS.values())]
    cells = (
        [inquiries.reference(seen.record.number), *map(registry.harmless, _cells(seen))]
        for seen in rows
    )
    text = registry.table(headings, cells, style.delimiter)
    name = f"forfragningar-{period.first}-{period.last}{part.ending}{ending}"
    return download(text.encode(style.encoding), "text/csv; charset=utf-8", name)


def _cells(seen: Seen) -> list[str]:
    """What is told of an inquiry, a cell for each field; the number is not masked."""
    masks = seen.kept.masks
    if whole := masks.get(handout.ROW):
        return [_masked(whole[0].section)] * len(document.LABELS)
    pieces = (
        masking.pieces(seen.texts.get(key, ""), masks.get(key, [])) for key in document.LABELS
    )
    return ["".join(words or _masked(section) for words, section in told) for told in pieces]


def _masked(section: str) -> str:
    return f"{paper.BAR} ({section})"


def download(body: bytes, kind: str, name: str) -> Response:
    """A file that the browser saves."""
    found = Response(body, content_type=kind)
    found.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return found
