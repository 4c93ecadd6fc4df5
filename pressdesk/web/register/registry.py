"""To the registrar: an inquiry's registry number, and the file that goes with it."""

from collections.abc import Iterable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pressdesk import clock, handout, inquiries
from pressdesk.errors import BadInquiry, Stale
from pressdesk.handout import Record, registry
from pressdesk.handout.registry import Field, Sheet
from pressdesk.keytables import Act
from pressdesk.staff import audit
from pressdesk.web import access, forms, paper, site, switching
from pressdesk.web.register import document
from pressdesk.web.register.handout import download
from pressdesk.web.register.pages import pages
from pressdesk.web.swedish import in_swedish

NUMBER_CHARACTERS = 60  # of what is typed as a registry number


@pages.get("/<ref>/diariefor")
@access.key_holder
def registry_number(ref: str) -> ResponseReturnValue:
    return _page(ref)


@pages.post("/<ref>/diariefor")
@access.key_holder
@switching.keeps
def set_registry_number(ref: str) -> ResponseReturnValue:
    typed = forms.tidy(request.form.get("number"))[:NUMBER_CHARACTERS]
    version = request.form.get("version", "")
    if switching.is_on():
        return _page(ref, typed=typed)
    try:
        with site.writing() as db:
            row = registry.set_number(
                db,
                inquiries.number_of(ref),
                int(version) if version.isascii() and version.isdecimal() else 0,
                typed,
                clock.today(),
            )
            number = row.registry_number
    except BadInquiry:
        told = _("Skriv numret som KS 2024/112: bokstäver, år och löpnummer")
        return _page(ref, typed=typed, error=told), 422
    except Stale:
        return _page(ref, typed=typed, is_stale=True), 409
    done = (
        _("Diarienumret är %(number)s.", number=number) if number else _("Diarienumret är borta.")
    )
    flash(done)
    return redirect(url_for("register.registry_number", ref=ref), 303)


@pages.post("/<ref>/diariefor/fil")
@access.key_holder
def registry_file(ref: str) -> ResponseReturnValue:
    """The file of one inquiry; it counts as exported when it leaves."""
    number, today = inquiries.number_of(ref), clock.today()
    with site.writing() as db:
        registry.mark_exported(db, [number], today)
        audit.note(db, Act.EXPORTED_INQUIRY, access.me().id, clock.now())
        found = handout.record(db, number)
    return _zip([found], f"diarieforing-{ref}.zip")


@pages.get("/diariefor/")
@access.key_holder
def registry_batch() -> ResponseReturnValue:
    with site.reading() as db:
        total = registry.count_waiting(db)
        rows = [
            (inquiries.reference(found.number), found.inquiry.registry_number)
            for found in handout.of(db, registry.waiting(db))
        ]
    return render_template("register/export.html", total=total, rows=rows)


@pages.post("/diariefor/")
@access.key_holder
def registry_batch_file() -> ResponseReturnValue:
    """A file of all that wait, as many as go into one."""
    today = clock.today()
    with site.writing() as db:
        numbers = registry.waiting(db)
        if not numbers:
            return redirect(url_for("register.registry_batch"), 303)
        registry.mark_exported(db, numbers, today)
        audit.note(db, Act.EXPORTED_INQUIRY, access.me().id, clock.now())
        found = handout.of(db, numbers)
    return _zip(found, f"diarieforing-{today}.zip")


def _page(ref: str, *, typed: str = "", error: str = "", is_stale: bool = False) -> str:
    number = inquiries.number_of(ref)
    with site.reading() as db:
        row = handout.record(db, number).inquiry
    return render_template(
        "register/registry.html",
        ref=ref,
        version=row.version,
        now=row.registry_number or "",
        number=typed or row.registry_number or "",
        error=error,
        is_stale=is_stale,
        can_be_exported=registry.can_be_exported(row),
        exported=paper.day(row.exported_on) if row.exported_on else "",
    )


@in_swedish
def _zip(found: Iterable[Record], name: str) -> ResponseReturnValue:
    sheets = [_sheet(record) for record in found]
    organisation, today = site.settings().organisation, clock.today()
    readme = render_template("register/export.txt", sheets=sheets, made=paper.day(today))
    body = registry.package(sheets, organisation, today, readme)
    return download(body, "application/zip", name)


def _sheet(record: Record) -> Sheet:
    """Without the reporter, whose name and way back are destroyed here and would stay there."""
    ref = inquiries.reference(record.number)
    fields = [Field("number", _("Nummer"), ref, ref), *document.fields(record)]
    page = render_template(
        "register/export_page.html", ref=ref, fields=fields, made=paper.day(clock.today())
    )
    return Sheet(ref, fields, page)
