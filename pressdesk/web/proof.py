"""Passphrase and code once more, before anything of an account is changed."""

from flask import g
from flask_babel import gettext as _
from sqlmodel import Session

from pressdesk import clock
from pressdesk.errors import NotFound
from pressdesk.keytables import Account
from pressdesk.staff import accounts, changes, tries
from pressdesk.vault import keys
from pressdesk.vault.keys import Unlocked
from pressdesk.web import access, site
from pressdesk.web.account_forms import ProveForm


def account() -> Account:
    """The row of whoever is signed in."""
    with site.reading() as db:
        found = accounts.find(db, access.me().name)
    if found is None:
        raise NotFound
    return found


def unlocked(form: ProveForm) -> Unlocked | None:
    """What the typed passphrase opens, if the code belongs to it; counted as a try. When either is
    wrong the form says so, but not which: whoever sits down at her computer learns nothing.
    """
    name, seconds = access.me().name, clock.now().timestamp()
    with site.writing() as db:
        device = access.token(access.DEVICE)
        counted = tries.count(db, site.settings(), name, device, seconds)
    mine = account()
    found = keys.unlock(mine, name, form.current.data, site.settings().pepper)
    if found is None or changes.fresh_step(mine, found, form.code.data, seconds) is None:
        refused(form)
        return None
    g.counted = counted
    return found


def prove(db: Session, opened: Unlocked, form: ProveForm) -> Account:
    """The account, when the code belongs to the passphrase. Raises SignInRefused."""
    mine = changes.prove(db, access.me().id, opened, form.code.data, clock.now().timestamp())
    tries.take_back(db, g.counted)
    return mine


def refused(form: ProveForm) -> ProveForm:
    """The form again, saying what to do."""
    form.code.data = ""  # it has run out before she has read the page
    form.form_errors = [_("Lösenfras och engångskod hör inte ihop. Vänta på nästa kod i appen.")]
    return form
