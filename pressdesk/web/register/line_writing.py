"""Writing lines to take: new ones, and a further version of what is there."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pressdesk import clock, lines
from pressdesk.errors import BadLine, Stale
from pressdesk.inquiries import sealed
from pressdesk.lines import Given
from pressdesk.register import lists
from pressdesk.web import access, site, switching
from pressdesk.web.register import drafts, line_forms, line_words
from pressdesk.web.register.guarding import Marked, guarded
from pressdesk.web.register.line_forms import LineForm
from pressdesk.web.register.pages import pages

Part = tuple[str, str, list[lines.Piece]]  # a label, her text, how the saved one differs
NEW = "line-new"  # a draft of lines that are not written yet


@pages.get("/budskap/nytt")
@access.key_holder
def line_new() -> ResponseReturnValue:
    with site.reading() as db:
        draft = sealed.draft(db, access.holder(), NEW)
    to = request.args.get("till", "")
    blank = {"checked_on": clock.today().isoformat(), "to": to}
    form = LineForm(formdata=None, data=blank | _texts(draft))
    return _form(form, about=NEW, draft=draft)


@pages.post("/budskap/nytt")
@access.key_holder
@switching.keeps
def line_create() -> ResponseReturnValue:
    form = LineForm()
    if switching.is_on():
        return _form(form, about=NEW)
    given, found = _given(form)
    if given is None:
        return _form(form, about=NEW, found=found), 422
    try:
        with site.writing() as db:
            made = lines.write(db, given, clock.now(), clock.today())
            sealed.drop_draft(db, access.holder(), NEW)
    except BadLine as bad:
        line_forms.say(form, bad)
        return _form(form, about=NEW), bad.status
    flash(_("Budskapen är sparade."))
    return redirect(url_for("register.line_page", line=made.id, till=form.to.data or None), 303)


@pages.get("/budskap/<line>/andra")
@access.key_holder
def line_edit(line: str) -> ResponseReturnValue:
    line_id = line_words.number(line)
    with site.reading() as db:
        entry = lines.show(db, line_id)
        draft = sealed.draft(db, access.holder(), _about(line_id))
    # A draft of an older version keeps that version: saving it shows both texts.
    form = LineForm(formdata=None, data=line_forms.fields_of(entry) | _texts(draft))
    return _form(form, entry=entry, about=_about(line_id), draft=draft)


@pages.post("/budskap/<line>/andra")
@access.key_holder
@switching.keeps
def line_save(line: str) -> ResponseReturnValue:
    form, line_id = LineForm(), line_words.number(line)
    with site.reading() as db:
        entry = lines.show(db, line_id)
    if switching.is_on():
        return _form(form, entry=entry, about=_about(line_id))
    given, found = _given(form)
    if given is None:
        return _form(form, entry=entry, about=_about(line_id), found=found), 422
    try:
        with site.writing() as db:
            version = form.version.data or 0
            lines.revise(db, line_id, version, given, clock.now(), clock.today())
            sealed.drop_draft(db, access.holder(), _about(line_id))
    except BadLine as bad:
        line_forms.say(form, bad)
        return _form(form, entry=entry, about=_about(line_id)), bad.status
    except Stale as late:
        return _stale(line_id, form), late.status
    flash(_("Budskapen är sparade. De förra finns kvar i historiken."))
    return redirect(url_for("register.line_page", line=line_id), 303)


def _given(form: LineForm) -> tuple[Given | None, dict[str, Marked]]:
    """What the form says, and which of its texts a guard holds back."""
    with site.reading() as db:
        given = line_forms.read(db, form)
    found = {name: guarded(form[name], asks=True) for name in ("title", "facts", "quote", "quoted")}
    held = {name: marked for name, marked in found.items() if marked}
    return (None if held else given), held


def _form(form: LineForm, **given: Any) -> str:
    with site.reading() as db:
        units = [row.name for row in lists.units(db)]
    parts: dict[str, Any] = {"entry": None, "found": {}, "draft": {}, "saved": None}
    parts["back"] = request.path
    return render_template("register/line_form.html", form=form, units=units, **parts | given)


def _stale(line_id: int, form: LineForm) -> str:
    """Both texts, side by side; hers is saved by one more press, over what is there now."""
    with site.writing() as db:
        entry = lines.show(db, line_id)
        drafts.keep(db, _about(line_id), drafts.typed())
    mine = {name: form[name].data or "" for name in line_forms.TEXTS}
    saved = line_forms.fields_of(entry)
    parts: list[Part] = [
        (str(form[name].label.text), mine[name], lines.differences(mine[name], saved[name]))
        for name in line_forms.TEXTS
        if mine[name] != saved[name]
    ]
    form.version.data, form.version.raw_data = entry.line.version, None
    return _form(form, entry=entry, about=_about(line_id), saved=parts)


def _texts(draft: dict[str, str]) -> dict[str, str]:
    """What of a draft belongs in the form."""
    return {name: text for name, text in draft.items() if name in line_forms.DRAFTED}


def _about(line_id: int) -> str:
    return f"line-{line_id}"
