"""What every way of signing in ends with: a session, a known browser, a line in the staff log."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from flask import g, make_response, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from pressdesk import clock
from pressdesk.errors import KeysReplaced, SignInRefused
from pressdesk.keytables import Account, Act, Role
from pressdesk.staff import audit, sessions, tries
from pressdesk.web import access, kept, site
from pressdesk.web.kept import Kept


class Entered(NamedTuple):
    """A session's id, and what makes this browser known."""

    token: bytes
    device: bytes


def enter(
    begin: Callable[[Session], bytes],
    account: Account | None,
    counted: bytes | None,
    now: datetime,
) -> Entered:
    """Begin a session and note it; or note that it was refused, for a name that somebody has.

    Args:
        begin: gives the session's id, or refuses.
        counted: what the try was counted under, to be taken back; None when it was not.
    """
    seconds = now.timestamp()
    try:
        with site.writing() as db:
            token = begin(db)
            g.staff = me = sessions.resume(db, token, clock.today(), seconds)
            if counted is not None:
                tries.take_back(db, counted)
            device = tries.remember(db, me.id, access.token(access.DEVICE), seconds)
            audit.note(db, Act.SIGNED_IN, me.id, now)
    except (SignInRefused, KeysReplaced) as refused:
        replaced = isinstance(refused, KeysReplaced)
        if replaced:
            site.sound_alarm(clock.today())
        with site.writing() as db:
            act = Act.SAW_REPLACED_KEYS if replaced else Act.SIGN_IN_REFUSED
            if account is not None:  # a name that nobody has may be a passphrase in the wrong field
                audit.note(db, act, account.id, now)
        raise
    return Entered(token, device)


def welcome(entered: Entered) -> ResponseReturnValue:
    """The first page of a session, with its cookies."""
    session.clear()  # a fresh form token for a fresh session,
    g.pop("csrf_token", None)  # also on the page that is made now
    response = make_response(_onwards(kept.carried()))
    access.give_cookie(response, entered.token)
    access.give_cookie(response, entered.device, access.DEVICE)
    return response


def _onwards(carried: Kept | None) -> ResponseReturnValue:
    """Where a sign-in leads: to the text that waited, to the page that was asked for, or home."""
    if carried and carried.fields:
        return render_template("account/continue.html", kept=carried)
    if carried:
        return redirect(carried.action, 303)
    is_officer = access.me().role is Role.PRESS_OFFICER
    return redirect(url_for("desk.queue" if is_officer else "figures.home"), 303)
