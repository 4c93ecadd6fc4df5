"""Every failure gets a page that says what to do, with what was written. Never a trace."""

import logging
from collections import Counter
from typing import Any

from flask import Flask, abort, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from pressdesk import errors
from pressdesk.web import access, kept, store_faults
from pressdesk.web.account_forms import SignInForm
from pressdesk.web.edge import REFUSED

log = logging.getLogger("pressdesk")
# A line in the log has a time, and an employee's visit must have none: what fails on her pages is
# counted here, and told once a day.
counted: Counter[str] = Counter()

REFUSALS = {"host": 400, "cross-site": 403, "too-long": 413, "not-a-form": 415}
OPEN_FROM_HERE = _l("Öppna sidan från vår webbplats och försök igen.")
WORDS = {
    400: (_l("Något i adressen eller formuläret stämmer inte"), OPEN_FROM_HERE),
    403: (
        _l("Formuläret kom från en annan webbplats"),
        _l("Inget har sparats. Öppna formuläret här hos oss och skriv igen."),
    ),
    404: (
        _l("Sidan finns inte"),
        _l("Kontrollera adressen, eller börja om från första sidan."),
    ),
    405: (_l("Så går det inte att öppna sidan"), _l("Börja om från första sidan.")),
    413: (
        _l("Texten är för lång för att skicka"),
        _l(
            "Inget har sparats, och vi kan inte ge tillbaka en så lång text. Gå tillbaka i "
            "webbläsaren, korta texten och skicka igen."
        ),
    ),
    415: (_l("Det som skickades är inte vårt formulär"), OPEN_FROM_HERE),
    500: (
        _l("Något gick fel hos oss"),
        _l("Inget har sparats. Försök igen om en stund, eller ring pressjouren."),
    ),
    503: (
        _l("Just nu kan vi inte spara"),
        _l("Inget har sparats. Vänta en minut och försök igen, eller ring pressjouren."),
    ),
}
OURS: dict[type[errors.PressdeskError], tuple[Any, Any]] = {
    errors.NotAllowed: (
        _l("Sidan är inte för din roll"),
        _l("Du är inloggad, men den här sidan hör till någon annans arbete."),
    ),
    errors.NotFound: (
        _l("Det finns inget att visa här"),
        _l("Det kan vara raderat, eller så är länken gjord för någon annan. Börja om från listan."),
    ),
    errors.ThreadFull: (
        _l("Den här frågan rymmer inte mer"),
        _l("Inget har sparats. Ställ en ny fråga i stället. Det du skrev finns kvar här nedanför."),
    ),
    errors.TooManyTries: (
        _l("Det har blivit för många försök"),
        _l("Vänta en kvart och försök igen."),
    ),
    errors.KeysReplaced: (
        _l("Nycklarna är inte de som du har sett förut"),
        _l(
            "Någon kan ha bytt ut dem i databasen. Skriv ingenting här och svara inte på ärenden. "
            "Ring en kollega och myndighetens säkerhetsansvariga."
        ),
    ),
    errors.WrongState: (
        _l("Ärendet har redan ändrats"),
        _l("Någon annan hann före. Öppna ärendet igen och se hur det står till."),
    ),
    errors.Stale: (
        _l("Sidan har ändrats medan du arbetade"),
        _l(
            "Någon annan hann före, och inget har sparats. Öppna sidan igen och se hur det "
            "står till."
        ),
    ),
    errors.UndoOver: (
        _l("Det är för sent att ångra"),
        _l("Inget har ändrats. Öppna förfrågan och ta ett nytt steg i stället."),
    ),
    errors.BadStep: (
        _l("Steget saknar något"),
        _l("Inget har sparats. Öppna förfrågan och fyll i det som saknas."),
    ),
    errors.NoRegisterKey: (
        _l("Du har inte nyckeln till registret"),
        _l(
            "Reporterns namn och väg tillbaka, och arbetsanteckningar, går därför inte att läsa "
            "eller spara. Inget har sparats. Be en kollega lämna över nycklarna till dig på nytt, "
            "på sidan ”Lämna över nycklar”. Syns du inte där: be administratören att nollställa "
            "ditt konto, anslut det igen och få nycklarna av en kollega."
        ),
    ),
    errors.FormClosed: (
        _l("Formuläret är stängt just nu"),
        _l("Inget har sparats. Ring pressjouren, eller försök igen senare."),
    ),
}
OLD_PAGE = (
    _l("Sidan hade blivit gammal"),
    _l("Inget har skickats. Det du skrev finns kvar här nedanför: tryck på knappen igen."),
)


def register(app: Flask) -> None:
    """Pages for what goes wrong."""
    app.logger = _mute()  # Flask's own lines tell the path, the time and the error's words
    app.log_exception = _late  # type: ignore[method-assign]
    app.before_request(_refuse)
    app.register_error_handler(CSRFError, _old_page)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(errors.NotSignedIn, _sign_in)
    app.register_error_handler(errors.NoKeys, _no_keys)
    app.register_error_handler(errors.WasDeleted, _was_deleted)
    app.register_error_handler(errors.PressdeskError, _ours)
    app.register_error_handler(Exception, _unforeseen)


def tell() -> None:
    """Log how often what failed on employees' pages since the last time; no page, no time."""
    for what, times in sorted(counted.items()):
        log.error("%s, %s times", what, times)
    counted.clear()


def _note(what: str) -> None:
    if request.blueprint in access.STAFF_PAGES:
        log.error("%s on a staff page", what)
    else:
        counted[what] += 1


def _refuse() -> None:
    """What the edge turned away gets a page like everything else."""
    reason = request.environ.get(REFUSED)
    if reason:
        abort(REFUSALS[reason])


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is not None and error.code < 400:  # noqa: PLR2004 - a redirect
        return error
    status = error.code if error.code in WORDS else 400
    return _page(status, *WORDS[status], is_kept=status not in {403, 404, 405})


def _ours(error: errors.PressdeskError) -> ResponseReturnValue:
    usual = OURS.get(type(error)) or WORDS.get(error.status, WORDS[500])
    title, what_to_do = store_faults.words(error) or usual
    if error.status >= 500:  # noqa: PLR2004 - ours, so the operator must see it
        _note(store_faults.name(error))
    is_alarm = isinstance(error, errors.KeysReplaced)
    return _page(error.status, title, what_to_do, is_kept=not is_alarm or _carries_text())


def _carries_text() -> bool:
    """Whether there is more to give back than a name that is signed in with."""
    signs_in = request.endpoint in {"account.sign_in", "passkeys.sign_in"}
    return not signs_in or f"{kept.PREFIX}0-name" in request.form


def _unforeseen(error: Exception) -> ResponseReturnValue:
    """The kind of error and the line in our code; its words could hold what somebody wrote."""
    _note(f"{type(error).__name__} at {_where(error)}")
    return _page(500, *WORDS[500])


def _late(exc_info: Any) -> None:
    """What went wrong after the page was made, or while the page was made that tells of it."""
    _note(f"{exc_info[0].__name__} at {_where(exc_info[1])}")


def _mute() -> logging.Logger:
    """A logger that says nothing, and that no setting reaches."""
    mute = logging.Logger("mute")  # made by hand, so that nobody finds it by its name
    mute.addHandler(logging.NullHandler())
    return mute


def _old_page(_error: CSRFError) -> ResponseReturnValue:
    return _page(400, *OLD_PAGE)


def _sign_in(_error: errors.NotSignedIn) -> ResponseReturnValue:
    form = SignInForm(formdata=None)
    return render_template("account/sign_in.html", form=form, kept=kept.wanted()), 401


def _no_keys(error: errors.NoKeys) -> ResponseReturnValue:
    shown = render_template("account/no_keys.html", fingerprint=access.me().fingerprint)
    return shown, error.status


def _was_deleted(error: errors.WasDeleted) -> ResponseReturnValue:
    return render_template("employee/was_deleted.html"), error.status


def _page(status: int, title: Any, what_to_do: Any, *, is_kept: bool = True) -> ResponseReturnValue:
    g.setdefault("staff", None)
    shown = render_template(
        "errors/error.html",
        status=status,
        title=_(str(title)),
        what_to_do=_(str(what_to_do)),
        kept=kept.posted() if is_kept and request.method == "POST" else None,
    )
    return shown, status


def _where(error: Exception) -> str:
    trace, found = error.__traceback__, "?"
    while trace is not None:
        if trace.tb_frame.f_globals.get("__name__", "").startswith("pressdesk"):
            found = f"{trace.tb_frame.f_globals['__name__']}:{trace.tb_lineno}"
        trace = trace.tb_next
    return found
