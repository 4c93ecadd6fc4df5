"""Legal holds: what may not be purged yet, until when somebody thinks about it again."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField

from pressdesk import clock, disclosure, holds
from pressdesk.disclosure import Asked
from pressdesk.errors import BadHold, NameTaken, NotFound
from pressdesk.keytables import Act
from pressdesk.staff import audit
from pressdesk.web import access, paper, site, switching
from pressdesk.web.forms import StaffForm, tidy

pages = Blueprint("holds", __name__, url_prefix="/desk/gallringsstopp")

# By reason: the field that is to be mended, and how.
FAULTS = {
    "reference": (
        "reference",
        _l("Skriv 1 till 40 tecken: bokstäver, siffror, blanksteg eller streck"),
    ),
    "person": (
        "reference",
        _l("Välj en egen beteckning, till exempel STOPP-1, utan namn och ärendenummer"),
    ),
    "scope": ("number", _l("Fyll i antingen numret på ett ärende, eller båda veckorna")),
    "number": ("number", _l("Inget ärende har det numret. Kontrollera det")),
    "weeks": ("from_week", _l("Skriv båda veckorna som 2026-W47")),
    "reversed": ("to_week", _l("Välj en sista vecka som inte är före den första")),
    "day": ("review", _l("Skriv dagen som 2026-12-18")),
    "past": ("review", _l("Välj en dag som kommer efter i dag")),
    "far": ("review", _l("Välj en dag inom ett år")),
}


class HoldForm(StaffForm):
    reference = StringField(
        _l("Beteckning"),
        description=_l(
            "Stoppets egen. Skriv aldrig vem som har begärt något, eller begärans nummer: stoppet "
            "är också en allmän handling."
        ),
        filters=[tidy],
    )
    number = StringField(_l("Ett ärende: numret i listan"), filters=[tidy])
    from_week = StringField(
        _l("Eller flera veckor: första veckan"),
        description=_l("Till exempel 2026-W47. Veckor som kommer går också bra."),
        filters=[tidy],
    )
    to_week = StringField(_l("Sista veckan"), filters=[tidy])
    review = StringField(
        _l("Ska omprövas"),
        description=_l("Stoppet slutar aldrig av sig självt. Den dagen frågar sidan er."),
        filters=[tidy],
    )


class ReviewForm(StaffForm):
    """Another day for a hold that is there."""

    reference = StringField(filters=[tidy])
    review = StringField(_l("Ny dag"), filters=[tidy])


@pages.get("/")
@access.key_holder
def everything() -> ResponseReturnValue:
    return _page(_blank())


@pages.post("/")
@access.key_holder
@switching.keeps
def place() -> ResponseReturnValue:
    form = HoldForm()
    if switching.is_on():
        return _page(form)
    names = Asked._fields
    asked = Asked(**{name: getattr(form, name).data or "" for name in names})
    try:
        with site.writing() as db:
            disclosure.place(db, asked, clock.today())
            audit.note(db, Act.PLACED_HOLD, access.me().id, clock.now())
    except BadHold as bad:
        name, told = FAULTS[bad.reason]
        form[name].errors = [str(told)]
        return _page(form), 422
    except NameTaken:
        form.reference.errors = [_("Välj en annan beteckning. Det finns redan ett sådant stopp")]
        return _page(form), 422
    return _back(_("Stoppet gäller nu."))


@pages.post("/omprova")
@access.key_holder
def review() -> ResponseReturnValue:
    form = ReviewForm()
    try:
        with site.writing() as db:
            given = (form.reference.data or "", form.review.data or "")
            disclosure.move_review(db, *given, clock.today())
            audit.note(db, Act.PLACED_HOLD, access.me().id, clock.now())
    except BadHold as bad:
        form.review.errors = [str(FAULTS[bad.reason][1])]
        return _page(_blank(), moved=form), 422
    return _back(_("Dagen är ändrad."))


@pages.post("/ta-bort")
@access.key_holder
def lift() -> ResponseReturnValue:
    reference = tidy(request.form.get("reference"))
    with site.reading() as db:
        hold = holds.find(db, reference)
    if hold is None:
        raise NotFound
    if request.form.get("confirm") != "yes":
        return render_template(
            "officer/hold_lift.html", reference=hold.reference, covers=paper.covers(hold)
        )
    with site.writing() as db:
        holds.lift(db, reference)
        audit.note(db, Act.LIFTED_HOLD, access.me().id, clock.now())
    return _back(_("Stoppet är borttaget. Det som är för gammalt raderas vid nästa städning."))


def _blank() -> HoldForm:
    with site.reading() as db:
        reference = disclosure.suggested(db)
    soon = clock.today() + timedelta(days=disclosure.REVIEW_DAYS)
    return HoldForm(formdata=None, data={"reference": reference, "review": soon.isoformat()})


def _page(form: HoldForm, moved: ReviewForm | None = None) -> str:
    today = clock.today()
    with site.reading() as db:
        found = holds.everything(db)
    rows = [
        {
            "reference": hold.reference,
            "covers": paper.covers(hold),
            "review": paper.day(hold.review),
            "is_overdue": hold.review <= today,
            "form": _review_form(hold.reference, hold.review.isoformat(), moved),
        }
        for hold in found
    ]
    return render_template("officer/holds.html", rows=rows, form=form, moved=moved)


def _review_form(reference: str, day: str, moved: ReviewForm | None) -> ReviewForm:
    """The one that was refused, or a fresh one."""
    if moved is not None and moved.reference.data == reference:
        return moved
    return ReviewForm(formdata=None, data={"reference": reference, "review": day})


def _back(message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for("holds.everything"), 303)
