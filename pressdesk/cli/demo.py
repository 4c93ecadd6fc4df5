"""`demo`: a site with invented people and questions, made through the same doors as a real one."""

import json
import tempfile
from datetime import date, timedelta
from pathlib import Path

import click

from pressdesk import clock, config, desk, intake, mailbox, storage
from pressdesk.cli import demo_register, folder, invented_figures
from pressdesk.cli.invented import PEOPLE, QUESTIONS, Question
from pressdesk.cli.serve import listen, run
from pressdesk.errors import ShellError
from pressdesk.figures import ballots, due, releases
from pressdesk.figures.releases import Register
from pressdesk.keytables import Account, Role
from pressdesk.staff import accounts
from pressdesk.staff.enrolment import Invitation
from pressdesk.storage import FileStore
from pressdesk.tables import State
from pressdesk.vault import totp
from pressdesk.vault.epochs import Holder
from pressdesk.vault.keys import unlock
from pressdesk.web import server
from pressdesk.web.site import SignIn, Site

NOTES = "demo.json"  # how to sign in; it also marks a folder as a demo's
SETTINGS = """\
# A demo: everything here is invented.
organisation = "Exempelstads kommun"
organisation_short = "kommunen"
recovery_holders = "säkerhetschefen och stadsjuristen"
organisation_short_in = {{ en = "the municipality" }}
public_url = "http://127.0.0.1:{port}"
duty_phone = "08-465 004 00"
disposal_decision = "EX 2026/1 (påhittat)"
writer_may_delete = "now"
registrar_contact = "registrator@exempelstad.example, 08-465 004 10"
"""


@click.command()
@click.option("--port", default=8080, show_default=True, help="Port on this machine.")
@click.option(
    "--data",
    "kept",
    type=click.Path(path_type=Path, readable=False),
    help="Keep it in this folder; may stand before the command too.",
)
@click.pass_obj
def demo(data: Path | None, port: int, kept: Path | None) -> None:
    """A site with invented people and questions, thrown away unless --data names a folder."""
    data = kept or data
    if data is not None:
        _serve(folder.place(data), port, "kept")
        return
    with tempfile.TemporaryDirectory(prefix="pressdesk-demo-") as home:
        _serve(Path(home), port, "thrown away when you stop")


def make(home: Path, port: int, today: date) -> Site:
    """A demo site in an empty folder, or the one that is there.

    Raises:
        ShellError: the folder holds a real site.
    """
    folder.make(home)
    if folder.is_founded(home):
        return _again(home)
    folder.new_pepper(home)
    folder.write_secret(home / config.FILE, SETTINGS.format(port=port))
    store = FileStore(home / storage.DATABASE)
    storage.upgrade(store)
    site = Site(folder.settings_of(home), store, [])
    people = _people(site, today)
    holder = _first_officer(site, people[0])
    _figures(site, holder, today)
    _questions(site, holder, today)
    demo_register.fill(site, holder, (people[0].name, people[2].name))
    folder.write_secret(home / NOTES, json.dumps([_as_text(person) for person in people]))
    return site._replace(demo=people)


def _serve(home: Path, port: int, fate: str) -> None:
    click.echo("Making a desk with invented people and three years of figures …")
    site = make(home, port, clock.today())
    site = site._replace(
        settings=site.settings.model_copy(update={"public_url": f"http://127.0.0.1:{port}"})
    )
    serving = listen(site, "127.0.0.1", port, server.THREADS)
    address = f"http://127.0.0.1:{port}"
    click.echo("\nThe desk is open. Everything in it is invented; Ctrl-C stops it.\n")
    click.echo(f"{'':4}Employee   {address}/")
    click.echo(f"{'':4}Staff      {address}/konto/logga-in")
    click.echo(f"{'':4}Codes      {address}/demo   (the six digits, new every 30 seconds)\n")
    for person in site.demo or []:
        click.echo(f"{'':4}{person.name:<9}  {person.passphrase:<34} {_told(person)}")
    click.echo(f"\nIts folder is {home} ({fate}).")
    run(site, serving, tidies=True)


def _told(person: SignIn) -> str:
    known = {name: words for name, _role, _passphrase, words in PEOPLE}
    return known.get(person.name, person.role)


def _again(home: Path) -> Site:
    if not (home / NOTES).exists():
        raise ShellError(f"{home} holds a real site. Name another folder for the demo.")
    site = folder.open_site(home)
    rows = json.loads((home / NOTES).read_text(encoding="utf-8"))
    people = [SignIn(r["name"], r["role"], r["passphrase"], bytes.fromhex(r["totp"])) for r in rows]
    return site._replace(demo=people)


def _as_text(person: SignIn) -> dict[str, str]:
    return {
        "name": person.name,
        "role": person.role,
        "passphrase": person.passphrase,
        "totp": person.totp_secret.hex(),
    }


def _people(site: Site, today: date) -> list[SignIn]:
    """Everybody enrols as in a real site; the last officer waits for her keys."""
    founding = invented_figures.founding(today)
    with site.store.writing() as db:
        made = accounts.found(db, PEOPLE[0][0], PEOPLE[1][0], founding)
        codes = [made.officer_code, made.chief_code]
        codes += [
            accounts.invite(db, name, Role.PRESS_OFFICER, today) for name, *_rest in PEOPLE[2:]
        ]
    people = []
    for (name, role, passphrase, _words), code in zip(PEOPLE, codes, strict=True):
        secret = totp.new_secret()
        # A step that is over: the code that /demo shows next is still good.
        then = clock.now().timestamp() - 2 * totp.STEP_SECONDS
        with site.store.writing() as db:
            typed = totp.code_at(secret, then)
            day = founding if code in (made.officer_code, made.chief_code) else today
            accounts.enrol(db, Invitation(name, code, secret), passphrase, typed, day, then)
        people.append(SignIn(name, role, passphrase, secret))
    return people


def _figures(site: Site, holder: Holder, today: date) -> None:
    """Three years of tickets, counted and published as they would have been; the last month that
    can be published waits for the officer.
    """
    story = invented_figures.months(today)
    asked = [inquiry for month in story for inquiry in month.inquiries()]
    register = Register(asked, invented_figures.LISTS)
    waiting = max(month.name for month in story if due.opens(month.name) <= today)
    for month in story:
        with site.store.writing() as db:
            for day, cells in month.tickets():
                ballots.cast(db, cells, day, holder)
            day = due.opens(month.name)
            periods = due.due(db, day) if month.name < waiting else []
            for period, *_rest in periods:
                releases.publish(db, releases.tally(db, holder, period, day), day, register)


def _questions(site: Site, holder: Holder, today: date) -> None:
    for question in QUESTIONS:
        day = today - timedelta(days=question.days_ago)
        with site.store.writing() as db:
            minted = intake.mint(db, site.settings, day)
            intake.lodge(db, site.settings, minted, question.request, day)
        if question.answered_days_ago is not None:
            day = today - timedelta(days=question.answered_days_ago)
        _work(site, holder, question, minted.code, day)


def _work(site: Site, holder: Holder, question: Question, code: str, day: date) -> None:
    """Bring the ticket that was just lodged as far as the question says."""
    with site.store.writing() as db:
        opening = desk.opening_of(question.request.text)
        ref = next(r.ref for r in _waiting(site, holder, day) if r.opening == opening)
        if question.state is not State.NEW:
            desk.take(db, holder, ref, day)
        if question.note:
            desk.note(db, holder, ref, question.note, day)
        if question.answer:
            desk.answer(db, holder, ref, 2, question.answer, day)
        if question.outcome:
            desk.close(db, holder, ref, 3, question.outcome, site.settings, day)
        if question.follow_up:
            mailbox.write_on(db, site.settings, code, b"demo", question.follow_up, day)


def _waiting(site: Site, holder: Holder, day: date) -> list[desk.Row]:
    with site.store.reading() as db:
        return desk.queue(db, holder, day).rows


def _first_officer(site: Site, person: SignIn) -> Holder:
    with site.store.reading() as db:
        account = next(a for a in accounts.everyone(db) if a.name == person.name)
        return _holder(site, account, person)


def _holder(site: Site, account: Account, person: SignIn) -> Holder:
    unlocked = unlock(account, account.name, person.passphrase, site.settings.pepper)
    if unlocked is None:
        raise ShellError("The demo could not be made.")
    return Holder(account.id, unlocked.private)
