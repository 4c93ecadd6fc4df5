"""Keys outlive their people, and an administrator gets none: whoever has the shell, the settings,
the pepper and can write any row of the database opens nothing without an officer's hand or both
slips. What this does not cover has a test that says so.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlmodel import select
from time_machine import Traveller

from pressdesk import clock, config
from pressdesk.cli import folder
from pressdesk.errors import FormClosed, KeysReplaced
from pressdesk.keytables import Account, AccountState, Epoch, EpochGrant, Role, Site
from pressdesk.staff import accounts, recovering, sessions
from pressdesk.staff.enrolment import Invitation
from pressdesk.vault import epochs, keys, receipts, recovery, sealing, slips, totp, vouchers
from pressdesk.vault.sealing import Place
from pressdesk.web.site import Site as Served
from tests.conftest import (
    PEPPER,
    PHRASE,
    Desk,
    Person,
    enrolled,
    fields,
    holder_of,
    invited,
    lodged,
    sign_in,
)
from tests.pages import fetch, submit
from tests.promises.attacker import Loot, Means, attack

BEFORE = "Frågan som fanns före angreppet. Vad får jag säga?"
AFTER = "Frågan som kom efter angreppet. Vad får jag säga?"
EVES_PHRASE = "en helt annan fras om moln"
MONTH = 31 * 24 * 3600
REPLACED = "Nycklarna är inte de som du har sett förut"
KEYS = ("recipe", "public", "private_locked", "totp_locked", "pin", "totp_step")


class Eve:
    """An administrator: she writes what she likes, and has an officer's account of her own that
    nobody handed the keys. What she makes she keeps in the database, where `attack` finds it.
    """

    def __init__(self, site: Desk) -> None:
        with site.store.writing() as db:
            code = accounts.invite(db, "eve", Role.PRESS_OFFICER, clock.today())
        self.site, self.me = site, enrolled(site.store, "eve", code, EVES_PHRASE)
        self.phrases, self.cookies = {"eve": EVES_PHRASE}, [self.session(self.me)]
        self.private, self.seed = self.kept(sealing.new_key()), self.kept(sealing.new_key())
        (site.home / "pepper").write_text(PEPPER.hex())
        (site.home / config.FILE).write_text(folder.TEMPLATE)

    def session(self, person: Person) -> bytes:
        """A session's id, as her own browser has it."""
        name, seconds = person.name, clock.now().timestamp()
        with self.site.store.writing() as db:
            unlocked = keys.unlock(accounts.find(db, name), name, person.phrase, PEPPER)
            return sessions.begin(db, name, unlocked, person.code(), clock.today(), seconds)

    def write(self, statement: str, *values: Any) -> None:
        with closing(sqlite3.connect(self.site.store.path)) as db, db:
            db.execute(statement, values)

    def put(self, row: Any) -> None:
        with self.site.store.writing() as db:
            db.merge(row)

    def kept(self, secret: bytes) -> bytes:
        self.write("INSERT OR IGNORE INTO sign_in_tries VALUES (?, 0, 9999999999)", secret)
        return secret

    def row(self, name: str) -> Account:
        with self.site.store.reading() as db:
            return db.exec(select(Account).where(Account.name == name)).one()

    def set(self, name: str, /, **columns: Any) -> None:
        for column, value in columns.items():
            self.write(f"UPDATE account SET {column} = ? WHERE name = ?", value, name)

    def epoch(self, number: int) -> Epoch:
        """An epoch of her own, with everything in it that she can make."""
        with self.site.store.reading() as db:
            public = db.exec(select(Site)).one().recovery_public
        made = epochs._make(self.seed, number, "2026-11", public)
        made.voucher = vouchers.vouching(self.seed).sign(vouchers.chain_words(made))
        return made

    def give(self, epoch: Epoch, *names: str) -> None:
        with self.site.store.writing() as db:
            db.add(epoch)
            for name in names:
                epochs.grant(db, epoch, self.seed, self.row(name))

    def opens(self, **more: Any) -> frozenset[str]:
        """Every message that she can read with all she has."""
        return self.loot(**more).messages

    def loot(self, **more: Any) -> Loot:
        means = Means(tuple(self.phrases.items()), cookies=tuple(self.cookies))
        return attack(self.site.home, means._replace(**more))


@pytest.fixture
def site(desk_site: Desk) -> Desk:
    """A site in use: a ticket waits, ofelia's keys are in order, her computer is signed in."""
    lodged(desk_site, BEFORE)
    return desk_site


@pytest.fixture
def eve(site: Desk, ofelia: FlaskClient) -> Eve:
    return Eve(site)


def grant_of(eve: Eve, name: str) -> EpochGrant:
    with eve.site.store.reading() as db:
        mine = select(EpochGrant).where(EpochGrant.account_id == eve.row(name).id)
        rows = db.exec(mine).all()
        return next(row for row in rows if db.get(Epoch, row.epoch_id).number == 1)


def comes_to_work(site: Desk, wall_clock: Traveller, later: int = MONTH) -> tuple[int, str]:
    """An officer signs in at another computer, when new epochs are due; status and page."""
    wall_clock.shift(later)
    found = sign_in(site.app().test_client(), site.ofelia)
    return found.status_code, found.text


def lodges(site: Desk) -> None:
    """An employee asks, if the form is open."""
    with suppress(FormClosed):
        lodged(site, AFTER)


# --- her roads, each by itself ---


def a_grant_of_her_own_making(eve: Eve) -> None:
    row, mine = grant_of(eve, "ofelia"), eve.row("eve")
    place = Place("epoch grant", "epoch_grant", "sealed", row.epoch_id.bytes + mine.id.bytes)
    words = vouchers.grant_words(row.epoch_id, mine.id, mine.public)
    sealed = sealing.seal(mine.public or b"", eve.seed, place)
    signed = vouchers.vouching(eve.seed).sign(words)
    eve.put(EpochGrant(epoch_id=row.epoch_id, account_id=mine.id, sealed=sealed, voucher=signed))


def an_officers_grant_copied(eve: Eve) -> None:
    eve.write(
        "INSERT INTO epoch_grant SELECT epoch_id, ?, sealed, voucher FROM epoch_grant"
        " WHERE account_id = ?",
        eve.row("eve").id.hex,
        eve.row("ofelia").id.hex,
    )


def an_officers_grant_moved(eve: Eve) -> None:
    eve.write("UPDATE epoch_grant SET account_id = ?", eve.row("eve").id.hex)


def her_public_key_in_an_officers_row(eve: Eve) -> None:
    eve.set("ofelia", public=eve.row("eve").public)


def all_her_keys_in_an_officers_row(eve: Eve) -> None:
    eve.set("ofelia", **{column: getattr(eve.row("eve"), column) for column in KEYS})
    eve.phrases["ofelia"] = EVES_PHRASE


def an_officers_keys_in_her_row(eve: Eve) -> None:
    eve.set("eve", **{column: getattr(eve.row("ofelia"), column) for column in KEYS})


def an_officers_name(eve: Eve) -> None:
    for old, new in (("ofelia", "x"), ("eve", "ofelia"), ("x", "eve")):
        eve.set(old, name=new)
    eve.phrases = {"ofelia": EVES_PHRASE, "eve": EVES_PHRASE}


def an_officers_id(eve: Eve) -> None:
    hers, mine = eve.row("ofelia").id.hex, eve.row("eve").id.hex
    for old, new in ((hers, "0" * 32), (mine, hers), ("0" * 32, mine)):
        eve.write("UPDATE account SET id = ? WHERE id = ?", new, old)


def the_chief_made_an_officer(eve: Eve) -> None:
    """With the chief's help: her passphrase too."""
    eve.set("clara", role=Role.PRESS_OFFICER.value)
    eve.phrases["clara"] = PHRASE


def an_officer_reset_and_enrolled_by_eve(eve: Eve) -> None:
    with eve.site.store.writing() as db:
        code = accounts.reset(db, "ofelia", clock.today())
    _enrol_as_ofelia(eve, code)


def an_officer_invited_anew_with_her_grants_left(eve: Eve) -> None:
    code = receipts.mint()
    digest = sealing.digest((receipts.normal(code) or "").encode())
    state = AccountState.INVITED.value
    eve.set("ofelia", state=state, enrol_digest=digest, enrol_until="2030-01-01")
    _enrol_as_ofelia(eve, code)


def a_founding_epoch_for_an_account_of_hers(eve: Eve) -> None:
    """As `init` made one for the first officer."""
    with eve.site.store.writing() as db:
        code = accounts.invite(db, "evert", Role.PRESS_OFFICER, clock.today())
        row = accounts.find(db, "evert")
        place = Place("founding", "account", "founding_locked", row.id.bytes)
        row.founding_locked = sealing.lock(accounts._code_key(code), eve.seed, place)
        db.add(row)
    with suppress(KeysReplaced):
        _enrol(eve, "evert", code)


def an_epoch_of_hers_after_the_last(eve: Eve) -> None:
    with eve.site.store.reading() as db:
        last = len(epochs.chain(db))
    eve.give(eve.epoch(last + 1), "ofelia", "eve")


def an_epoch_of_hers_far_ahead(eve: Eve) -> None:
    eve.give(eve.epoch(1_000), "ofelia", "eve")


def an_epoch_of_hers_before_the_first(eve: Eve) -> None:
    eve.give(eve.epoch(0), "ofelia", "eve")


def her_key_in_an_epochs_row(eve: Eve) -> None:
    made = eve.epoch(1)
    eve.write("UPDATE epoch SET public = ?", made.public)


def her_slips(eve: Eve) -> None:
    eve.write("UPDATE site SET recovery_public = ?", sealing.public_of(eve.private))


def her_slips_with_a_mac(eve: Eve) -> None:
    her_slips(eve)
    mac = recovery.mac(eve.seed, sealing.public_of(eve.private))
    eve.write("UPDATE epoch SET recovery_mac = ?", mac)


def pins_blanked(eve: Eve) -> None:
    eve.write("UPDATE account SET pin = NULL")


def her_pin_for_everyone(eve: Eve) -> None:
    eve.write("UPDATE account SET pin = ?", eve.row("eve").pin)


def everything_spent_or_nothing(eve: Eve) -> None:
    eve.write("UPDATE epoch SET is_spent = 1 - is_spent")


def totp_steps_set_back(eve: Eve) -> None:
    """Then a code that she saw over a shoulder counts again, if she is quick."""
    seen = eve.site.ofelia.code()
    eve.write("UPDATE account SET totp_step = NULL")
    wrong = eve.site.ofelia._replace(phrase="fel fras men lika lång")
    assert sign_in(eve.site.app().test_client(), wrong, code=seen).status_code == 403


def sessions_prolonged(eve: Eve) -> None:
    eve.write("UPDATE staff_session SET idle_until = idle_until + 36000, ends = ends + 36000")


def a_session_copied_under_her_cookie(eve: Eve) -> None:
    token = sealing.new_key()
    eve.write(
        "INSERT INTO staff_session SELECT ?, account_id, private_locked, idle_until, ends"
        " FROM staff_session WHERE account_id = ?",
        sealing.digest(token),
        eve.row("ofelia").id.hex,
    )
    eve.cookies.append(token)


def her_session_turned_into_an_officers(eve: Eve) -> None:
    mine, hers = eve.row("eve").id.hex, eve.row("ofelia").id.hex
    eve.write("UPDATE staff_session SET account_id = ? WHERE account_id = ?", hers, mine)


def a_session_made_for_an_officer(eve: Eve) -> None:
    token, hers = sealing.new_key(), eve.row("ofelia")
    locked = keys.session_copy(token, hers.id, eve.private)
    row = (sealing.digest(token), hers.id.hex, locked, 9999999999, 9999999999)
    eve.write("INSERT INTO staff_session VALUES (?, ?, ?, ?, ?)", *row)
    eve.cookies.append(token)


def passphrases_stretched_less(eve: Eve) -> None:
    """A recipe that costs nothing, in the hope of a passphrase locked under it."""
    cheap = "'argon2id$m=8,t=1,p=1$' || substr(recipe, -32)"
    eve.write(f"UPDATE account SET recipe = {cheap} WHERE name != 'eve'")


def sealed_halves_exchanged(eve: Eve) -> None:
    hers, mine = eve.row("ofelia"), eve.row("eve")
    for column in ("private_locked", "totp_locked"):
        eve.set("ofelia", **{column: getattr(mine, column)})
        eve.set("eve", **{column: getattr(hers, column)})


def ticket_keys_pointed_at_an_epoch_of_hers(eve: Eve) -> None:
    made = eve.epoch(1_000)
    eve.give(made, "eve")
    eve.write("UPDATE ticket_key SET epoch_id = ?", made.id.hex)
    eve.write("UPDATE ticket SET epoch_id = ?", made.id.hex)


# What an officer meets who signs in afterwards: all is well, she is refused, or she is warned.
WELL, REFUSED, WARNED = 303, 403, 409
ROADS: dict[Callable[[Eve], None], int] = {
    a_grant_of_her_own_making: WELL,
    an_officers_grant_copied: WELL,
    an_officers_grant_moved: WELL,
    her_public_key_in_an_officers_row: REFUSED,
    all_her_keys_in_an_officers_row: REFUSED,
    an_officers_keys_in_her_row: WELL,
    an_officers_name: REFUSED,
    an_officers_id: REFUSED,
    the_chief_made_an_officer: WELL,
    an_officer_reset_and_enrolled_by_eve: REFUSED,
    an_officer_invited_anew_with_her_grants_left: REFUSED,
    a_founding_epoch_for_an_account_of_hers: WELL,
    an_epoch_of_hers_after_the_last: WARNED,
    an_epoch_of_hers_far_ahead: WARNED,
    an_epoch_of_hers_before_the_first: WARNED,
    her_key_in_an_epochs_row: WARNED,
    her_slips: WARNED,
    her_slips_with_a_mac: WARNED,
    pins_blanked: WARNED,
    her_pin_for_everyone: WARNED,
    everything_spent_or_nothing: WELL,
    totp_steps_set_back: WELL,
    sessions_prolonged: WELL,
    a_session_copied_under_her_cookie: WELL,
    her_session_turned_into_an_officers: WELL,
    a_session_made_for_an_officer: WELL,
    passphrases_stretched_less: REFUSED,
    sealed_halves_exchanged: REFUSED,
    ticket_keys_pointed_at_an_epoch_of_hers: WARNED,
}


def _enrol_as_ofelia(eve: Eve, code: str) -> None:
    _enrol(eve, "ofelia", code)


def _enrol(eve: Eve, name: str, code: str) -> None:
    secret, then = totp.new_secret(), clock.now().timestamp()
    with eve.site.store.writing() as db:
        typed, invitation = totp.code_at(secret, then), Invitation(name, code, secret)
        accounts.enrol(db, invitation, EVES_PHRASE, typed, clock.today(), then)
    eve.phrases[name] = EVES_PHRASE


@pytest.mark.parametrize("road", ROADS, ids=lambda road: road.__name__)
def test_an_administrator_who_writes_every_row_opens_no_ticket(eve, site, wall_clock, road):
    road(eve)

    lodges(site)
    status, _ = comes_to_work(site, wall_clock)
    lodges(site)

    assert status == ROADS[road]
    assert eve.opens() == set()


def test_all_her_roads_that_leave_the_desk_running_open_nothing_together(eve, site, wall_clock):
    for road in (
        the_chief_made_an_officer,
        a_grant_of_her_own_making,
        a_session_copied_under_her_cookie,
        totp_steps_set_back,
        sessions_prolonged,
        everything_spent_or_nothing,
    ):
        road(eve)

    status, _ = comes_to_work(site, wall_clock)
    lodged(site, AFTER)

    assert status == 303
    assert eve.opens() == set()


def test_an_officers_own_passphrase_would_open_both_tickets(eve, site, wall_clock):
    comes_to_work(site, wall_clock)
    lodged(site, AFTER)

    assert eve.opens(phrases=(("ofelia", PHRASE),)) == {BEFORE, AFTER}


def _any_signature(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vouchers, "is_signed", lambda *_: True)


def _any_slips(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recovery, "mac", lambda *_: bytes(32))


CARELESS = {
    "any grant": (a_grant_of_her_own_making, _any_signature),
    "any epoch": (an_epoch_of_hers_after_the_last, _any_signature),
    "any slips": (her_slips, _any_slips),
}


@pytest.mark.parametrize("variant", CARELESS)
def test_a_careless_desk_would_give_her_what_comes_next(site, wall_clock, monkeypatch, variant):
    road, careless = CARELESS[variant]
    careless(monkeypatch)
    with site.store.writing() as db:
        for epoch in db.exec(select(Epoch)):
            epoch.recovery_mac = bytes(32) if variant == "any slips" else epoch.recovery_mac
    eve = Eve(site)

    road(eve)
    comes_to_work(site, wall_clock)
    lodged(site, AFTER)

    assert AFTER in eve.opens()


# --- handing over, while she writes ---


def handed(page: Any, client: FlaskClient, name: str) -> int:
    """Press the button beside a name on the page of waiting officers."""
    forms = page.text.split("<form")
    hers = next(form for form in forms if f'name="name" value="{name}"' in form)
    return client.post("/konto/nycklar", data=fields(f"<form{hers}", "/konto/nycklar")).status_code


def test_a_key_put_in_place_between_page_and_button_gets_nothing(eve, site, ofelia, olle):
    page = fetch(ofelia, "/konto/nycklar")
    eve.set("olle", public=sealing.public_of(eve.private))

    status = handed(page, ofelia, "olle")

    assert status == 404
    assert eve.opens() == set()


def test_the_fingerprint_that_he_reads_out_is_of_the_key_in_his_hand(eve, site, ofelia, olle):
    eves = keys.fingerprint(sealing.public_of(eve.private))
    assert eves not in fetch(olle, "/konto/").text

    eve.set("olle", public=sealing.public_of(eve.private))

    page = fetch(olle, "/konto/")
    assert (page.status, page.heading) == (409, REPLACED)
    assert eves in fetch(ofelia, "/konto/nycklar").text  # what he cannot read out to her


def test_a_fingerprint_read_off_the_row_would_hand_her_the_keys(
    eve, site, ofelia, olle, monkeypatch
):
    monkeypatch.setattr(sessions.sealing, "public_of", lambda _: sealing_public)
    sealing_public = eve.row("eve").public
    eve.set("olle", public=sealing_public)

    shown = fetch(olle, "/konto/").text
    monkeypatch.undo()
    handed(fetch(ofelia, "/konto/nycklar"), ofelia, "olle")

    assert keys.fingerprint(sealing_public) in shown
    with site.store.reading() as db:
        row = db.exec(select(EpochGrant).where(EpochGrant.account_id == eve.row("olle").id)).first()
        place = vouchers.grant_place(row.epoch_id, row.account_id)
        assert sealing.open_sealed(holder_of(db, eve.me).private, row.sealed, place)


def test_epochs_go_to_the_officer_who_was_handed_them_and_to_no_other(
    eve, site, ofelia, olle, wall_clock
):
    handed(fetch(ofelia, "/konto/nycklar"), ofelia, "olle")

    comes_to_work(site, wall_clock)
    lodged(site, AFTER)

    with site.store.reading() as db:
        held = [{a.name for a in epochs.holders(db, epoch)} for epoch in epochs.chain(db)]
    assert held == [{"ofelia", "olle"}] * 4
    assert eve.opens() == set()


# --- the whole chain in her hands ---


def replace_the_chain(eve: Eve, *names: str) -> None:
    """Her own epoch in place of all, granted to whomever she likes."""
    for table in ("epoch_grant", "epoch"):
        eve.write(f"DELETE FROM {table}")
    eve.give(eve.epoch(1), "eve", *names)


def rows_of(eve: Eve) -> dict[str, list[Any]]:
    """Everything in the database but the staff log, what counts tries, and the alarm."""
    with closing(sqlite3.connect(eve.site.store.path)) as db:
        names = [
            name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type='table'")
        ]
        kept = [name for name in names if name not in {"audit_entry", "sign_in_tries"}]
        rows = {name: sorted(map(repr, db.execute(f"SELECT * FROM {name}"))) for name in kept}
    rows["lease"] = [row for row in rows["lease"] if not row.startswith("('alarm', b'', 0, ")]
    return rows


@pytest.mark.parametrize("pin", ["as it was", "blanked", "eve's"])
def test_a_replaced_chain_is_told_to_the_officer_who_signs_in_and_nothing_is_written(
    eve, site, wall_clock, pin
):
    replace_the_chain(eve, "ofelia")
    if pin != "as it was":
        eve.set("ofelia", pin=None if pin == "blanked" else eve.row("eve").pin)
    before = rows_of(eve)

    status, page = comes_to_work(site, wall_clock)

    assert (status, REPLACED in page) == (409, True)
    assert rows_of(eve) == before
    assert eve.opens() == set()


@pytest.mark.parametrize("path", ["/desk/", "/konto/", "/konto/nycklar", "/konto/lappar"])
def test_a_replaced_chain_is_told_on_the_next_page_of_an_officer_at_work(eve, ofelia, path):
    replace_the_chain(eve, "ofelia")
    sessions_prolonged(eve)

    page = fetch(ofelia, path)

    assert (page.status, page.heading) == (409, REPLACED)


def test_a_chain_replaced_before_the_first_officer_enrols_is_told_to_her(store, settings, tmp_path):
    with store.writing() as db:
        made = accounts.found(db, "ofelia", "clara", clock.today())
        db.delete(db.exec(select(Epoch)).one())
        db.flush()
        epochs.found(db, db.exec(select(Site)).one().recovery_public, clock.today())
    secret, then = totp.new_secret(), clock.now().timestamp()
    invitation = Invitation("ofelia", made.officer_code, secret)

    with store.writing() as db, pytest.raises(KeysReplaced):
        accounts.enrol(db, invitation, PHRASE, totp.code_at(secret, then), clock.today(), then)


def test_the_first_officers_code_and_a_copy_from_before_she_used_it_open_nothing(
    store, settings, tmp_path, wall_clock
):
    with store.writing() as db:
        made = accounts.found(db, "ofelia", "clara", clock.today())
        row = accounts.find(db, "ofelia")
        place = Place("founding", "account", "founding_locked", row.id.bytes)
        seed = sealing.unlock(accounts._code_key(made.officer_code), row.founding_locked, place)
    ofelia = enrolled(store, "ofelia", made.officer_code)
    site = Desk(Served(settings, store), tmp_path, made, ofelia, ofelia)
    eve = Eve(site)
    eve.kept(seed)

    lodged(site, AFTER)
    comes_to_work(site, wall_clock)

    assert eve.opens() == set()


# --- what is not covered ---


def test_not_covered_tickets_between_a_replaced_chain_and_an_officers_next_page(
    eve, site, wall_clock
):
    replace_the_chain(eve, "ofelia")

    lodged(site, AFTER)

    assert eve.opens() == {AFTER}  # what was there before stays shut
    assert comes_to_work(site, wall_clock)[0] == 409  # and here it ends


def test_not_covered_a_replaced_chain_recovered_for_somebody_who_remembers_nothing(eve, site):
    replace_the_chain(eve, "ofelia")
    invited(site.store, "berit")

    with site.store.writing() as db:
        recovering.recover(db, site.founded.slips, "berit", clock.today())
    lodged(site, AFTER)

    assert eve.opens() == {AFTER}


def test_not_covered_a_disabling_that_is_undone_before_an_officer_signs_in(eve, site, ofelia, olle):
    handed(fetch(ofelia, "/konto/nycklar"), ofelia, "olle")
    stolen = stolen_from(eve, "olle")
    with site.store.writing() as db:
        accounts.disable(db, "olle", clock.today())

    eve.write("UPDATE epoch SET is_spent = 0")
    comes = sign_in(site.app().test_client(), site.ofelia, code=later_code(site))
    lodged(site, AFTER)

    assert comes.status_code == 303
    for secret in stolen:
        eve.kept(secret)
    assert eve.opens() == {BEFORE, AFTER}


# --- whoever leaves ---


def stolen_from(eve: Eve, name: str) -> list[bytes]:
    """Every key that an officer has, as he could have copied them out of his own requests."""
    with eve.site.store.reading() as db:
        holder = holder_of(db, Person(name, PHRASE, b""))
        held = db.exec(select(EpochGrant).where(EpochGrant.account_id == holder.id)).all()
        return [holder.private, *(epochs.seed_of(db, holder, row.epoch_id) for row in held)]


def later_code(site: Desk) -> str:
    return totp.code_at(site.ofelia.secret, clock.now().timestamp() + totp.STEP_SECONDS)


@pytest.mark.parametrize("act", [accounts.disable, accounts.reset])
def test_old_keys_of_whoever_left_open_nothing_after_the_next_officer_signs_in(
    eve, site, ofelia, olle, act
):
    handed(fetch(ofelia, "/konto/nycklar"), ofelia, "olle")
    stolen = stolen_from(eve, "olle")
    with site.store.writing() as db:
        act(db, "olle", clock.today())

    comes = sign_in(site.app().test_client(), site.ofelia, code=later_code(site))
    lodged(site, AFTER)
    for secret in stolen:
        eve.kept(secret)

    assert comes.status_code == 303
    assert eve.opens() == {BEFORE}  # what he could read before, he could have copied
    assert olle.get("/desk/").status_code == 401


@pytest.mark.parametrize("how", ["recover", "renew"])
def test_slips_that_were_seen_open_nothing_that_comes_later_not_even_with_an_older_copy(
    eve, site, ofelia, wall_clock, how
):
    old = site.founded.slips
    opened = seeds_by(site, old)
    with site.store.writing() as db:
        if how == "renew":
            recovering.renew(db, holder_of(db, site.ofelia), clock.today())
        else:
            recovering.recover(db, old, "ofelia", clock.today())

    comes = sign_in(site.app().test_client(), site.ofelia, code=later_code(site))
    lodged(site, AFTER)
    for seed in opened:
        eve.kept(seed)

    assert comes.status_code == 303
    assert eve.opens(slips=(*old.first, *old.second)) == {BEFORE}


def seeds_by(site: Desk, paper: Any) -> list[bytes]:
    """What two slips open in the database as it is now."""
    private = slips.private_half(paper)
    with site.store.reading() as db:
        return [recovery.open_seed(epoch, private) for epoch in epochs.chain(db)]


def test_both_slips_and_the_files_are_enough_when_everything_else_is_lost(eve, site):
    paper = site.founded.slips
    eve.write("DELETE FROM epoch_grant")
    eve.set("ofelia", private_locked=None)

    whole = eve.opens(slips=(*paper.first, *paper.second))
    halves = [eve.opens(slips=half) for half in paper]

    assert whole == {BEFORE}
    assert halves == [set(), set()]


def test_slips_made_on_the_screen_open_and_the_lost_ones_do_not(eve, site, ofelia):
    lost = site.founded.slips
    given = {"current": PHRASE, "code": later_code(site), "is_sure": "y"}

    shown = submit(ofelia, fetch(ofelia, "/konto/lappar"), "/konto/lappar", **given)
    codes = _secrets(shown)

    assert len(codes) == 6
    assert eve.opens(slips=tuple(codes)) == {BEFORE}
    assert eve.opens(slips=(*lost.first, *lost.second)) == set()


def _secrets(page: Any) -> list[str]:
    return [(e.text or "").strip() for e in page.root.iter("p") if e.get("class") == "secret"]
