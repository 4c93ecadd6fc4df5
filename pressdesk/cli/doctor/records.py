"""The database and what it says: pragmas, keys, the nightly work, holds, mail."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from pressdesk import clock, holds, mixing, notices, retention, storage
from pressdesk.cli import folder
from pressdesk.cli.doctor.findings import Finding, fine, grave, heed
from pressdesk.config import LOOPBACK, Settings
from pressdesk.errors import ShellError, StoreUnavailable
from pressdesk.keytables import Lease
from pressdesk.staff import accounts, handing
from pressdesk.storage import Store
from pressdesk.vault import epochs, pepper, taking
from pressdesk.web.site import Site

Db = Any  # a session, as `Store.reading` gives it: tables stay below the shell
EARLIEST_YEAR = 2026
MOST_DAYS = 2  # without tidying or mixing


def database(store: Store, home: Path) -> Iterator[Finding]:
    """Whether the database keeps what it confirms, wipes what it deletes, and is whole."""
    try:
        yield guarantees(store)
        if store.is_server and not storage.is_founded(store):
            do = "Run init, move or restore; docs/operate.md, Moving to PostgreSQL."
            yield grave("database", "The server's database holds no site.", do)
            return
        folder.check_form(store, home)
        storage.check_whole(store)
    except ShellError as error:
        yield grave("database", str(error), "")
        return
    except StoreUnavailable as error:
        yield _unavailable(store, error)
        return
    yield fine("database", "The database is whole, and in this program's form.")


def guarantees(store: Store) -> Finding:
    """Whether a connection reads as it must."""
    wanted = store.wanted_guarantees()
    wrong = sorted(name for name, value in store.guarantees().items() if value != wanted[name])
    if not wrong:
        says = "The database confirms only what is on the disk, and wipes deletions."
        return fine("pragmas", says)
    if store.is_server:
        says = f"The server does not keep its word: {', '.join(wrong)}."
        right = ", ".join(f"{name} = {wanted[name]}" for name in wrong)
        return grave("pragmas", says, f"Set {right} there, and start it anew.", closes=True)
    says = f"Pragmas do not read back: {', '.join(wrong)}."
    return grave("pragmas", says, "Use Debian's own SQLite, on a local disk.", closes=True)


def _unavailable(store: Store, error: StoreUnavailable) -> Finding:
    if error.is_busy:
        says = "The database is busy, and was not looked at."
        return heed("database", says, "Run doctor again in a while.")
    if error.is_damaged:
        says = "The database is damaged: what it has cannot be read as it was written."
        do = "Stop the site, keep what is there, restore the newest backup" + (
            " into a new database." if store.is_server else " into a new folder."
        )
        return grave("database", says, do, closes=True)
    says = f"The database does not answer ({type(error).__name__})."
    if store.is_server:  # it closes nothing: it may be back before doctor looks again
        do = "Is the server up, and does it let this role in? Try psql with the same address."
        return grave("database", says, do)
    do = "Stop the site, keep a copy of the folder, restore the newest backup."
    return grave("database", says, do, closes=True)


def settings(given: Settings) -> Iterator[Finding]:
    """What is missing in pressdesk.toml."""
    yield from https(given)
    if not given.disposal_decision:
        says = "disposal_decision is not set: the form stays closed, and no ticket is destroyed."
        yield grave("decision", says, "Set it to the number of the disposal decision.")
    if not given.duty_phone:
        says = "duty_phone is not set: whoever needs help now has no number to call."
        yield heed("phone", says, "Set it.")


def https(given: Settings) -> Iterator[Finding]:
    """Whether the site's address is one for the world."""
    if not given.is_https:
        check = heed if given.hosts & LOOPBACK else grave
        says = "public_url is not https: fine on this machine alone, nowhere else."
        yield check("https", says, "Set the real address.")


def keys(db: Db, today: date) -> Iterator[Finding]:
    """Who can read what comes."""
    epoch = epochs.current(db, today)
    held = epochs.holders(db, epoch) if epoch else []
    waiting = handing.waiting(db, today)
    if not held:
        says = "No officer holds keys: the employee's form stays closed."
        yield grave("keys", says, "Let an officer enrol, or use the recovery slips.")
    elif len(held) == 1:
        says = "One officer alone holds the keys."
        yield heed("keys", says, "Hand them to a second one.")
    else:
        yield fine("keys", f"{len(held)} officers hold the keys.")
    if waiting:
        says = f"{len(waiting)} enrolled without keys."
        yield heed("keys-waiting", says, "An officer with keys opens /konto/nycklar.")


def peppers(db: Db, given: Settings) -> Iterator[Finding]:
    """Whether the pepper is the one that receipts were made with."""
    if db.get(Lease, pepper.NAME) is None or pepper.is_shared(db, given.pepper):
        return
    says = "The pepper is not the one that this site is served with: it finds no receipt."
    do = (
        "Copy the file pepper from the site's folder. Is this the folder of serve --figures? Then "
        "name the address of its own role; docs/operate.md, Database roles."
    )
    yield grave("settings", says, do)


def epochs_ahead(db: Db, given: Settings, today: date) -> Iterator[Finding]:
    """Whether the next month has its key, and what is too old has none."""
    links = epochs.chain(db)
    if not links:
        return  # `keys` has said it
    newest, following = links[-1], clock.month_after(clock.month_of(today))
    if newest.is_spent:
        says = "The newest keys were known to somebody who has left, and new ones wait to be made."
        yield heed("epochs", says, "Let an officer who holds keys sign in.")
    elif newest.month < following:
        says = f"The keys of {following} are not made yet."
        yield heed("epochs", says, "Let an officer who holds keys sign in.")
    else:
        yield fine("epochs", f"Keys are made up to {newest.month}.")
    late = _overdue(db, given, today)
    if late:
        says = f"{late} old keys are still there, though no ticket of theirs may be."
        yield heed("epochs-old", says, "Run tidy; a hold keeps them as long as it lasts.")


def _overdue(db: Db, given: Settings, today: date) -> int:
    """Epochs whose key is two months past the cap of all that was sealed to it."""
    alive, links = set(taking.living(db)), epochs.chain(db)
    longest = given.ticket_longest_days + given.ticket_floor_days
    pairs = zip(links, links[1:], strict=False)
    over = [old for old, new in pairs if _days_since(new.month, today) > longest + 62]
    return sum(epoch.id in alive for epoch in over)


def _days_since(month: str, today: date) -> int:
    return (today - date.fromisoformat(f"{month}-01")).days


def nightly(db: Db, today: date) -> Iterator[Finding]:
    """The clock, and the work that must not stop."""
    founded, trouble = accounts.site(db).founded, retention.clock_trouble(db, today)
    if today.year < EARLIEST_YEAR or clock.month_of(today) < founded:
        says = f"The clock says {today}, before the site was made."
        yield grave("clock", says, "Set it right.")
    elif trouble is not None:
        says = f"The clock says {today}, and tidy ran last on {trouble.last}: one must be wrong."
        do = "Set the clock right. Is it right? Then: pressdesk tidy --clock-is-right"
        yield grave("clock", says, do)
    else:
        yield fine("clock", f"The clock says {today}.")
    yield _tidied(_done(db, retention.LEASE), today)
    yield _mixed(_done(db, mixing.LEASE), today)


def _done(db: Db, name: str) -> date | None:
    row = db.get(Lease, name)
    return row.done if row else None


def _tidied(done: date | None, today: date) -> Finding:
    do = "Start serve without --no-tidy, or the timer of deploy/pressdesk-tidy.timer."
    if done is None:
        return heed("tidy", "tidy has not run yet: nothing old is destroyed.", do)
    if (today - done).days > MOST_DAYS:
        return grave("tidy", f"tidy ran last on {done}: what is too old is still there.", do)
    return fine("tidy", f"tidy ran last on {done}.")


def _mixed(done: date | None, today: date) -> Finding:
    do = "Run tidy. Does something read the database all night? End it."
    if done is None:
        return heed("mixing", "The rows have never been mixed: they tell who wrote first.", do)
    if (today - done).days > MOST_DAYS:
        return heed("mixing", f"The rows were mixed last on {done}: they tell who wrote first.", do)
    return fine("mixing", f"The rows were mixed last on {done}.")


def reviews(db: Db, today: date) -> Iterator[Finding]:
    """Holds that somebody should have looked at."""
    for hold in holds.everything(db):
        if hold.review <= today:
            says = f"The hold {hold.reference} was to be reviewed on {hold.review}."
            do = "Is it still needed? Place it anew with a later day, or lift it."
            yield heed("hold", says, do)


def mail(db: Db, given: Settings) -> Iterator[Finding]:
    """Whether officers are told that they should look."""
    standing = notices.standing(db, given, clock.now())
    if not standing.is_on:
        says = "No mail is set up: officers must look by themselves."
        yield heed("mail", says, "Set smtp_host, notice_from and notice_to.")
        return
    late = standing.waiting + standing.missed
    if late or standing.refused:
        says = f"{standing.missed} notices were missed in seven days, {standing.waiting} wait."
        yield heed("mail", says, "Ask: pressdesk notices")
    else:
        yield fine("mail", f"Notices go out; the last one went {standing.last_sent or 'never'}.")


def everything(site: Site, today: date) -> Iterator[Finding]:
    """All that the tables say, in one reading."""
    with site.store.reading() as db:
        yield from peppers(db, site.settings)
        yield from keys(db, today)
        yield from epochs_ahead(db, site.settings, today)
        yield from nightly(db, today)
        yield from reviews(db, today)
        yield from mail(db, site.settings)
