"""Who is on duty: now, on every page of an officer, and in the weeks to come."""

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from pressdesk import clock, rota
from pressdesk.errors import BadRota
from pressdesk.rota import Plan, Week
from pressdesk.web import access, dates, site
from pressdesk.web.register import weeks
from pressdesk.web.register.pages import pages
from pressdesk.web.register.presence import person

PAST_WEEKS = 2  # older ones are deleted


@pages.get("/jour/")
@access.key_holder
def rota_home() -> ResponseReturnValue:
    return _page()


@pages.post("/jour/ta-over")
@access.key_holder
def rota_take_over() -> ResponseReturnValue:
    try:
        with site.writing() as db:
            was = rota.take_over(db, access.me().name, clock.now(), weeks.change())
    except BadRota:
        return _back(_("Du har redan jouren."))
    return _back(_("Du har jouren resten av veckan."), _undo(was))


@pages.post("/jour/fyll")
@access.key_holder
def rota_fill() -> ResponseReturnValue:
    form = weeks.fill_form(formdata=request.form)
    turn = form.turn.data or []
    starts = form.starts.data
    if starts in turn:
        turn = turn[turn.index(starts) :] + turn[: turn.index(starts)]
    try:
        first, last = weeks.monday(form.first.data), weeks.monday(form.last.data)
        plan = Plan(first, last, turn, form.has_backup.data, form.replaces.data)
        with site.writing() as db:
            filled = rota.fill(db, plan, clock.now(), weeks.change())
    except BadRota as bad:
        field = form.turn if bad.reason == "officer" else form.last
        field.errors = [weeks.fill_fault(bad.reason, turn)]
        return _page(form), 422
    if not filled:
        return _back(_("Alla veckorna var redan fyllda. Inget är ändrat."))
    return _back(ngettext("%(num)s vecka är fylld.", "%(num)s veckor är fyllda.", filled))


@pages.get("/jour/vecka/<week>")
@access.key_holder
def rota_week(week: str) -> ResponseReturnValue:
    return _week_page(week)


@pages.post("/jour/vecka/<week>")
@access.key_holder
def rota_place(week: str) -> ResponseReturnValue:
    """Also what the undo bar posts: the names stand in its address then, and nothing was seen."""
    officer, backup = (request.values.get(name) or None for name in ("officer", "backup"))
    now, seen = clock.now(), request.form.get("seen")
    try:
        monday = weeks.monday(week)
        with site.writing() as db:
            (was,) = rota.weeks(db, monday, monday, weeks.change())
            is_stale = seen is not None and seen != _seen(was)
            if not is_stale:
                rota.place(db, monday, officer, backup, now, weeks.change())
    except BadRota as bad:
        return _week_page(week, bad.reason, "backup" if bad.reason == "same" else "officer"), 422
    if is_stale:
        return _week_page(week, is_stale=True), 409
    return _back(_("%(week)s är ändrad.", week=weeks.week_words(monday)), _undo(was))


@pages.post("/jour/vecka/<week>/byt")
@access.key_holder
def rota_swap(week: str) -> ResponseReturnValue:
    given = request.values.get("other", "")
    try:
        one, other = weeks.monday(week), weeks.monday(given)
        with site.writing() as db:
            rota.swap(db, one, other, clock.now(), weeks.change())
    except BadRota as bad:
        return _week_page(week, bad.reason, "other"), 422
    said = _(
        "%(one)s och %(other)s har bytt.", one=weeks.week_words(one), other=weeks.week_words(other)
    )
    return _back(said, url_for("register.rota_swap", week=week, other=given))


def _page(form: weeks.FillForm | None = None) -> str:
    now = clock.now()
    monday = rota.monday_at(now, weeks.change())
    ahead, back = timedelta(weeks=weeks.SHOWN_WEEKS), timedelta(weeks=PAST_WEEKS)
    with site.reading() as db:
        duty = weeks.now(db)
        every = rota.weeks(db, monday - back, monday + ahead, weeks.change())
    rows = [weeks.line(week) for week in every]
    return render_template(
        "register/rota.html",
        duty=duty,
        is_mine=duty.officer == access.me().name,
        ends=dates.moment(duty.until),
        rows=rows[PAST_WEEKS:],
        past=[row for row in rows[:PAST_WEEKS] if row["officer"]],
        form=form or weeks.fill_form(),
        person=person,
    )


def _week_page(
    week: str, reason: str | None = None, at: str = "", *, is_stale: bool = False
) -> str:
    monday = weeks.monday_or_not_found(week)
    current = rota.monday_at(clock.now(), weeks.change())
    with site.reading() as db:
        (planned,) = rota.weeks(db, monday, monday, weeks.change())
        people = rota.officers(db)
        others = rota.weeks(
            db, current, current + timedelta(weeks=weeks.SHOWN_WEEKS), weeks.change()
        )
    form, swap = weeks.WeekForm(formdata=request.form), weeks.SwapForm(formdata=request.form)
    if request.method == "GET" or at == "other":
        form.officer.data, form.backup.data = planned.officer or "", planned.backup or ""
    names = [(name, person(name)) for name in people]
    form.officer.choices = form.backup.choices = [("", _("Ingen")), *names]
    swap.other.choices = [
        (clock.week_of(other.monday), f"{weeks.week_words(other.monday)}, {person(other.officer)}")
        for other in others
        if other.officer and other.monday != monday
    ]
    if reason is not None:
        field = swap.other if at == "other" else form[at]
        field.errors = [weeks.swap_fault(reason) if at == "other" else str(weeks.FAULTS[reason])]
    return render_template(
        "register/rota_week.html",
        week=weeks.line(planned),
        form=form,
        swap=swap,
        seen=_seen(planned),
        is_stale=is_stale,
    )


def _seen(week: Week) -> str:
    """A mark of who was planned when a page was made."""
    return f"{week.officer or ''}/{week.backup or ''}"


def _undo(was: Week) -> str:
    """The address that puts a week back as it was."""
    week, officer, backup = clock.week_of(was.monday), was.officer or "", was.backup or ""
    return url_for("register.rota_place", week=week, officer=officer, backup=backup)


def _back(message: str, undo: str = "message") -> ResponseReturnValue:
    flash(message, undo)
    return redirect(url_for("register.rota_home"), 303)
