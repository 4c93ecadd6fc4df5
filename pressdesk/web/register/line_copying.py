"""Copying lines to take as the answer to an inquiry; nothing that stands there is lost."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlmodel import Session

from pressdesk import clock, inquiries, lines
from pressdesk.errors import BadLine, NotFound, WrongState
from pressdesk.inquiries import sealed
from pressdesk.lines import Copied
from pressdesk.register.standing import UNANSWERED, Step
from pressdesk.register.words import Status
from pressdesk.registertables import Inquiry
from pressdesk.web import access, forms, site, switching
from pressdesk.web.register import guarding, inquiry, line_words, steps
from pressdesk.web.register import lines as line_pages
from pressdesk.web.register.pages import pages

NO_SUCH = _l("Ingen förfrågan har det numret. Skriv som 2026-118")
ANSWERED = _l("Den förfrågan har redan fått svar. Skriv numret på en som väntar")
HELD = _l(
    "Texten som står i svaret behöver läsas igenom först. Spara den på förfrågans sida, eller "
    "ersätt den"
)
TOO_LONG = _l("Texterna blir tillsammans längre än 8 000 tecken. Ersätt, eller korta svaret först")


@pages.post("/budskap/<line>/kopiera")
@access.key_holder
@switching.keeps
def line_copy(line: str) -> ResponseReturnValue:
    """The lines become the text of the answer, or come after what stands there already."""
    line_id, ref = line_words.number(line), forms.tidy(request.form.get("ref"))
    if switching.is_on():
        return line_pages.page(line_id, written=ref)
    is_sure = request.form.get("action") == "anyway"
    try:
        number = inquiries.number_of(ref)
        with site.writing() as db:
            lines.show(db, line_id)
            given = lines.copied(db, line_id, clock.today(), anyway=is_sure)
            row = _waiting(db, number)
            stands = _stands(db, row, ref, given)
            if stands is None:
                _copy(db, row, ref, given)
            version, is_held = row.version, bool(stands) and _is_held(row, stands or "")
    except NotFound:
        return line_pages.page(line_id, written=ref, error=NO_SUCH), 422
    except WrongState:
        return line_pages.page(line_id, written=ref, error=ANSWERED), 422
    except BadLine as bad:
        return _ask(line_id, ref), 409 if bad.reason else bad.status
    if stands is not None:
        return _ask(line_id, ref, stands=stands, version=version, is_held=is_held), 409
    flash(_("Budskapen är kopierade till svaret. Ändra det som behövs innan du lämnar det."))
    return redirect(url_for("register.show", ref=ref), 303)


def _waiting(db: Session, number: int) -> Inquiry:
    """An inquiry that waits for an answer. Raises NotFound, WrongState."""
    row = inquiries.found(db, number)
    if row.status not in UNANSWERED:
        raise WrongState
    return row


def _stands(db: Session, row: Inquiry, ref: str, given: Copied) -> str | None:
    """What stands in the answer, saved or as her draft, when she has not said what to do with it;
    she says so of a version.
    """
    text = _written(db, row, ref)
    if not text or text == given.text:
        return None
    has_seen = request.form.get("version") == str(row.version)
    is_said = request.form.get("how") in {"replace", "after"}
    is_short = len(_joined(text, given)) <= forms.ANSWER_CHARACTERS
    is_free = not _is_held(row, text)
    return None if has_seen and is_said and is_short and is_free else text


def _is_held(row: Inquiry, text: str) -> bool:
    """Whether an unsaved text would come into the answer past the guards."""
    is_kept = request.form.get("how") == "after" and text != row.proposed
    return is_kept and guarding.look(text, asks=True) is not None


def _written(db: Session, row: Inquiry, ref: str) -> str:
    draft = sealed.draft(db, access.holder(), inquiry.about(ref, "answer"))
    return forms.tidy(draft.get("answer")) or row.proposed or ""


def _joined(text: str, given: Copied) -> str:
    """What the answer then says."""
    is_after = text and text != given.text and request.form.get("how") == "after"
    return f"{text}\n\n{given.text}" if is_after else given.text


def _copy(db: Session, row: Inquiry, ref: str, given: Copied) -> None:
    """A new inquiry is taken by whoever begins to answer it."""
    text, minutes = _joined(_written(db, row, ref), given), site.settings().undo_minutes
    officer, now = steps.me(), clock.now()
    line = (given.line_id, given.version)
    if row.status is Status.NEW:
        inquiries.step(db, row.number, row.version, Step.TAKE, officer, now, undo_minutes=minutes)
    inquiries.step(
        db, row.number, row.version, Step.PROPOSE, officer, now,
        undo_minutes=minutes, text=text, line=line,
    )  # fmt: skip
    sealed.drop_draft(db, access.holder(), inquiry.about(ref, "answer"))


def _ask(
    line_id: int,
    ref: str,
    *,
    stands: str | None = None,
    version: int = 0,
    is_held: bool = False,
) -> str:
    """One press more: the lines are old, or a text stands there."""
    with site.reading() as db:
        entry = lines.show(db, line_id)
    it = line_words.told(entry, clock.today())
    is_long = stands is not None and len(_joined(stands, Copied(it["answer"], 0, 0))) > (
        forms.ANSWER_CHARACTERS
    )
    return render_template(
        "register/line_copy.html",
        it=it,
        ref=ref,
        stands=stands,
        version=version,
        error=TOO_LONG if is_long else HELD if is_held else "",
        is_sure=request.form.get("action") == "anyway",
    )
