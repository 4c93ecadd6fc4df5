"""The site's own lists: outlets, units and topics. What is used cannot go, but be retired."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlmodel import Session

from pressdesk.errors import BadEntry, NotFound
from pressdesk.register import asking, lists
from pressdesk.register.lists import Entry, Listed
from pressdesk.register.names import fold
from pressdesk.web import access, site, switching
from pressdesk.web.forms import tidy
from pressdesk.web.register import guarding, naming, words
from pressdesk.web.register.list_forms import EntryForm, RenameForm
from pressdesk.web.register.list_words import FIELDS, FILTERS, KINDS, USES, Kind
from pressdesk.web.register.pages import pages

ROWS: dict[Listed, Any] = {
    Listed.OUTLET: lists.outlets,
    Listed.UNIT: lists.units,
    Listed.TOPIC: lists.topics,
}


@pages.get("/listor/")
@access.key_holder
def list_home() -> ResponseReturnValue:
    return redirect(url_for("register.list_names", path="redaktioner"), 303)


@pages.get("/listor/<path>")
@access.key_holder
def list_names(path: str) -> ResponseReturnValue:
    return _names(_kind(path), EntryForm(formdata=None))


@pages.post("/listor/<path>/ny")
@access.key_holder
@switching.keeps
def list_add(path: str) -> ResponseReturnValue:
    kind, form = _kind(path), EntryForm()
    if switching.is_on():
        return _names(kind, form)
    more = {"area": form.area.data or ""} if kind.listed is Listed.UNIT else {}
    more |= {"media": form.media.data} if kind.listed is Listed.OUTLET else {}
    if guarding.holds(form, "name", warns=kind.listed is Listed.OUTLET):
        return _names(kind, form), 422
    try:
        with site.writing() as db:
            lists.add(db, kind.listed, form.name.data or "", **more)
    except BadEntry as bad:
        _say(form, bad)
        return _names(kind, form), 422
    flash(_("”%(name)s” finns nu i listan.", name=form.name.data))
    return redirect(url_for("register.list_names", path=path), 303)


@pages.get("/listor/<path>/andra")
@access.key_holder
def list_entry(path: str) -> ResponseReturnValue:
    return _entry(_kind(path), tidy(request.args.get("namn")))


@pages.post("/listor/<path>/byt-namn")
@access.key_holder
@switching.keeps
def list_rename(path: str) -> ResponseReturnValue:
    kind, form = _kind(path), RenameForm()
    name = form.name.data or ""
    if switching.is_on():
        return _entry(kind, name, rename_form=form)
    if guarding.holds(form, "new", warns=kind.listed is Listed.OUTLET):
        return _entry(kind, name, rename_form=form), 422
    try:
        with site.writing() as db:
            new = lists.rename(db, kind.listed, name, form.new.data or "")
    except BadEntry as bad:
        naming.say(form.new, naming.FAULTS[bad.reason])
        return _entry(kind, name, rename_form=form), 422
    return _back(kind, new, _("Namnet är ändrat överallt där det står."))


@pages.post("/listor/<path>/uppgift")
@access.key_holder
def list_describe(path: str) -> ResponseReturnValue:
    """The kind of media of an outlet, or what a unit is grouped under."""
    kind, form = _kind(path), EntryForm()
    name = form.name.data or ""
    try:
        with site.writing() as db:
            if kind.listed is Listed.OUTLET:
                lists.set_media(db, name, form.media.data)
            elif kind.listed is Listed.UNIT:
                lists.set_area(db, name, form.area.data or "")
            else:
                raise NotFound
    except BadEntry as bad:
        _say(form, bad)
        return _entry(kind, name, entry_form=form), 422
    return _back(kind, name, _("Sparat."))


@pages.post("/listor/<path>/ur-bruk")
@access.key_holder
def list_retire(path: str) -> ResponseReturnValue:
    kind, name = _kind(path), tidy(request.form.get("name"))
    with site.writing() as db:
        lists.retire(db, kind.listed, name)
    return _back(kind, name, _("”%(name)s” är ur bruk och föreslås inte längre.", name=name))


@pages.post("/listor/<path>/i-bruk")
@access.key_holder
def list_restore(path: str) -> ResponseReturnValue:
    kind, name = _kind(path), tidy(request.form.get("name"))
    with site.writing() as db:
        lists.restore(db, kind.listed, name)
    return _back(kind, name, _("”%(name)s” är i bruk igen.", name=name))


@pages.post("/listor/<path>/ta-bort")
@access.key_holder
def list_remove(path: str) -> ResponseReturnValue:
    kind, name = _kind(path), tidy(request.form.get("name"))
    try:
        with site.writing() as db:
            lists.remove(db, kind.listed, name)
    except BadEntry:
        return _entry(kind, name, is_refused=True), 409
    flash(_("”%(name)s” är borttagen ur listan.", name=name))
    return redirect(url_for("register.list_names", path=path), 303)


def _kind(path: str) -> Kind:
    if path not in KINDS:
        raise NotFound
    return KINDS[path]


def _say(form: FlaskForm, bad: BadEntry) -> None:
    naming.say(form[FIELDS.get(bad.reason, "name")], naming.FAULTS[bad.reason])


def _names(kind: Kind, form: EntryForm) -> str:
    """A list, or the part of it in which a name holds what is looked for."""
    wanted = tidy(request.args.get("q"))
    with site.reading() as db:
        rows = ROWS[kind.listed](db, all=True)
        held = [row for row in rows if _plain(wanted) in _plain(row.name)]
        held.sort(key=lambda row: _far(wanted, row.name))
        near = naming.near(wanted, [row.name for row in rows]) if wanted and not held else []
        shown = [(row.name, _beside(row), row.is_current) for row in held]
    return render_template(
        "register/names.html",
        kind=kind,
        kinds=KINDS.values(),
        form=form,
        rows=shown,
        wanted=wanted,
        near=near,
        total=len(rows),
    )


def _far(wanted: str, name: str) -> tuple[bool, bool]:
    """What begins so comes first, and then what has the same marks."""
    return not fold(name).startswith(fold(wanted)), fold(wanted) not in fold(name)


def _plain(name: str) -> str:
    """A name without its marks: "skar" is in "Skärholmen"."""
    return asking.plain(asking.exact(name))


def _beside(row: Entry) -> str:
    """What stands beside a name: kind of media, or what it is grouped under."""
    if hasattr(row, "media"):
        return words.of(words.MEDIA, row.media)
    return getattr(row, "area", "")


def _entry(
    kind: Kind,
    name: str,
    *,
    rename_form: RenameForm | None = None,
    entry_form: EntryForm | None = None,
    is_refused: bool = False,
) -> str:
    """A name, what it is used for, and what can be done with it."""
    with site.reading() as db:
        row = _found(db, kind, name)
        used = lists.uses(db, kind.listed, name)
        given = {"name": name, "media": getattr(row, "media", "") or ""}
        given["area"] = getattr(row, "area", "")
        is_current = row.is_current
    return render_template(
        "register/name.html",
        kind=kind,
        name=name,
        uses=[(USES[use], rows, FILTERS.get(use)) for use, rows in used.items()],
        is_current=is_current,
        is_refused=is_refused,
        rename_form=rename_form or RenameForm(formdata=None, data={"name": name, "new": name}),
        entry_form=entry_form or EntryForm(formdata=None, data=given),
    )


def _found(db: Session, kind: Kind, name: str) -> Entry:
    for row in ROWS[kind.listed](db, all=True):
        if row.name == name:
            return row
    raise NotFound


def _back(kind: Kind, name: str, message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for("register.list_entry", path=kind.path, namn=name), 303)
