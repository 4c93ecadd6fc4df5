"""An officer signs in on the terminal: the same proof, tries and log as on the web; no session."""

import sys
from collections.abc import Callable

import click

from pressdesk import clock
from pressdesk.errors import KeysReplaced, ShellError, SignInRefused, TooManyTries
from pressdesk.keytables import Account, Act, Role
from pressdesk.staff import accounts, alarm, audit, sessions, tries
from pressdesk.staff.sessions import SignedIn
from pressdesk.vault import keys
from pressdesk.vault.keys import Unlocked
from pressdesk.web.site import Site


def ask(question: str) -> str:
    """A line that is typed. The question goes to standard error: what is printed stays clean."""
    click.echo(f"{question}: ", nl=False, err=True)
    line = sys.stdin.readline()
    if not line:
        raise click.Abort
    return line.strip()


def officer(site: Site) -> SignedIn:
    """Whoever proves to be a press officer with keys.

    Raises:
        ShellError: nobody types here, or it is not proved.
    """
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise ShellError("An officer must sign in here. Run it on a terminal.")
    name = accounts.normal_name(ask("Press officer's user name"))
    phrase = _hidden("Passphrase")
    code = _hidden("One-time code")
    now = clock.now().timestamp()
    try:
        with site.store.writing() as db:
            counted = tries.count(db, site.settings, name, None, now)
            account = accounts.find(db, name)
        unlocked = keys.unlock(account, name, phrase, site.settings.pepper)
        me = _enter(site, name, unlocked, code, counted)
    except TooManyTries:
        raise ShellError("Too many tries. Wait a quarter of an hour.") from None
    except SignInRefused:
        _refused(site, account, Act.SIGN_IN_REFUSED)
        raise ShellError("Name, passphrase and code do not belong together.") from None
    except KeysReplaced:
        _refused(site, account, Act.SAW_REPLACED_KEYS)
        with site.store.writing() as db:
            alarm.sound(db, clock.today())
        raise ShellError(
            "The keys are not those that this officer has seen. See docs/operate.md, Staff."
        ) from None
    if me.role is not Role.PRESS_OFFICER or not me.holds_keys:
        raise ShellError(f"{me.name} is no press officer who holds the keys.")
    return me


def _enter(site: Site, name: str, unlocked: Unlocked | None, code: str, counted: bytes) -> SignedIn:
    """Begun and ended in one transaction: no session is left that somebody could use."""
    now = clock.now()
    with site.store.writing() as db:
        given = (clock.today(), now.timestamp())
        token = sessions.begin(db, name, unlocked, code, *given)
        me = sessions.resume(db, token, *given)
        sessions.sign_out(db, token)
        tries.take_back(db, counted)
        audit.note(db, Act.SIGNED_IN, me.id, now)
    return me


def _refused(site: Site, account: Account | None, act: Act) -> None:
    """A name that nobody has is not written down: it may be a passphrase in the wrong place."""
    if account is not None:
        with site.store.writing() as db:
            audit.note(db, act, account.id, clock.now())


def _hidden(question: str) -> str:
    asked: Callable[..., str] = click.prompt
    return asked(question, hide_input=True, err=True)
