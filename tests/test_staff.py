"""Accounts: invited, enrolled, signed in, handed the keys, taken away, brought back by slips."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import select

from pressdesk import clock
from pressdesk.errors import (
    NameTaken,
    NoKeys,
    NotFound,
    NotOpened,
    NotSignedIn,
    SignInRefused,
    TooManyTries,
    WeakPassphrase,
    WrongSlips,
)
from pressdesk.keytables import Account, AccountState, Act, AuditEntry, Role, StaffSession
from pressdesk.staff import (
    accounts,
    audit,
    changes,
    enrolment,
    handing,
    recovering,
    sessions,
    tries,
)
from pressdesk.staff.enrolment import Invitation
from pressdesk.staff.sessions import IDLE_SECONDS, LONGEST_SECONDS
from pressdesk.vault import epochs, keys, sealing, slips, totp
from pressdesk.vault.keys import Unlocked
from tests.conftest import PEPPER, PHRASE, Desk, Person, invited
from tests.taskwork import Work, working

pytestmark = pytest.mark.both

OTHER_PHRASE = "tre gula tåg i skymningen"


@pytest.fixture
def olle(desk_site: Desk) -> Person:
    """A colleague who is enrolled and waits for the keys."""
    return invited(desk_site.store, "olle")


@pytest.fixture
def work(olle: Person, desk_site: Desk) -> Iterator[Work]:
    with working(desk_site) as work:
        yield work


def now() -> float:
    return clock.now().timestamp()


def account(work: Work, name: str) -> Account:
    found = accounts.find(work.db, name)
    assert found is not None
    return found


def sign_in(work: Work, person: Person, later: int = 0, **given: str) -> bytes:
    """A session of a person who types what she knows, or something else."""
    name = given.get("name", person.name)
    found = accounts.find(work.db, name)
    unlocked = keys.unlock(found, name, given.get("phrase", person.phrase), PEPPER)
    code = given.get("code", totp.code_at(person.secret, now() + later))
    token = sessions.begin(work.db, name, unlocked, code, work.day(), now() + later)
    work.db.flush()
    return token


def who(work: Work, token: bytes, later: float = 0) -> sessions.SignedIn:
    return sessions.resume(work.db, token, work.day(), now() + later)


# --- founding and inviting ---


def test_a_new_site_has_an_officer_and_a_chief_who_can_enrol(store, wall_clock):
    with store.rehearsing() as db:
        assert not accounts.is_founded(db)
        with pytest.raises(NotFound):
            accounts.site(db)
        made = accounts.found(db, "Ofelia", "Clara", clock.today())

        codes = [("ofelia", made.officer_code), ("clara", made.chief_code)]
        roles = {n: accounts.check_code(db, n, code, clock.today()).role for n, code in codes}
        assert accounts.is_founded(db)
        assert accounts.site(db).founded == "2026-11"

    assert roles == {"ofelia": Role.PRESS_OFFICER, "clara": Role.COMMS_CHIEF}


@pytest.mark.parametrize("name", ["ofelia", "OFELIA", "  Ofelia ", "clara"])
@pytest.mark.parametrize("role", Role)
def test_a_name_is_somebodys_once_whatever_the_role(work, name, role):
    with pytest.raises(NameTaken):
        accounts.invite(work.db, name, role, work.day())


def test_one_person_cannot_be_officer_and_chief_under_one_name(store, wall_clock):
    with store.rehearsing() as db, pytest.raises(NameTaken):
        accounts.found(db, "ofelia", "Ofelia", clock.today())


def test_everyone_is_listed_by_name(work):
    accounts.invite(work.db, "Berit  Åström", Role.PRESS_OFFICER, work.day())

    names = [each.name for each in accounts.everyone(work.db)]

    assert names == ["berit åström", "clara", "ofelia", "olle"]


# --- enrolling ---


@pytest.fixture
def berit(work: Work) -> str:
    """The one-time code of a new officer."""
    return accounts.invite(work.db, "berit", Role.PRESS_OFFICER, work.day())


def enrol(
    work: Work, code: str, phrase: str = PHRASE, name: str = "berit", days: int = 0
) -> Person:
    invitation = accounts.begin(name, code)
    typed = totp.code_at(invitation.totp_secret, now())
    accounts.enrol(work.db, invitation, phrase, typed, work.day(days), now())
    work.db.flush()
    return Person("berit", phrase, invitation.totp_secret)


def test_whoever_is_invited_enrols_with_her_code_and_waits_for_the_keys(work, berit):
    enrol(work, berit)

    assert account(work, "berit").state is AccountState.ACTIVE
    assert [each.name for each in handing.waiting(work.db, work.day())] == ["berit", "olle"]
    assert not handing.holds_keys(work.db, account(work, "berit"), work.day())


@pytest.mark.parametrize("spelt", [str.lower, lambda c: c.replace("-", " "), lambda c: f" {c} "])
def test_a_code_may_be_spelt_as_it_was_copied(work, berit, spelt):
    enrol(work, spelt(berit), name=" BERIT ")

    assert account(work, "berit").state is AccountState.ACTIVE


@pytest.mark.parametrize(
    ("name", "code"),
    [("berit", "X1JC-YR6T-T9G3-26GY-JSRK"), ("berit", ""), ("berit", "hej"), ("nobody", None)]
    + [("olle", None), ("ofelia", None), ("", None)],
)
def test_a_code_serves_its_own_account_only(work, berit, name, code):
    with pytest.raises(SignInRefused):
        enrol(work, berit if code is None else code, name=name)


def test_a_code_serves_once(work, berit):
    enrol(work, berit)

    with pytest.raises(SignInRefused):
        enrol(work, berit)


@pytest.mark.parametrize(("days", "is_taken"), [(0, True), (14, True), (15, False)])
def test_a_code_serves_for_fourteen_days(work, berit, days, is_taken):
    if is_taken:
        enrol(work, berit, days=days)
        return
    with pytest.raises(SignInRefused):
        enrol(work, berit, days=days)


@pytest.mark.parametrize("phrase", ["kort", "lösenord123456789", "berit 2026111820", "a" * 30])
def test_a_weak_passphrase_enrols_nobody_and_leaves_the_code_good(work, berit, phrase):
    with pytest.raises(WeakPassphrase):
        enrol(work, berit, phrase)

    assert enrol(work, berit)


def test_the_apps_code_must_be_of_the_secret_that_was_shown(work, berit):
    wrong = totp.code_at(totp.new_secret(), now())

    with pytest.raises(SignInRefused):
        accounts.enrol(work.db, accounts.begin("berit", berit), PHRASE, wrong, work.day(), now())

    assert account(work, "berit").state is AccountState.INVITED


def test_the_apps_code_at_enrolment_does_not_sign_in_again(work, berit):
    person = enrol(work, berit)

    with pytest.raises(SignInRefused):
        sign_in(work, person)
    assert sign_in(work, person, later=30)


def test_a_row_keeps_neither_code_nor_passphrase_nor_secret(work, berit):
    person = enrol(work, berit)

    row = account(work, "berit").model_dump()

    kept = b"".join(v if isinstance(v, bytes) else str(v).encode() for v in row.values())
    for secret in (PHRASE.encode(), person.secret, berit.encode(), berit.replace("-", "").encode()):
        assert secret not in kept
    assert (row["enrol_digest"], row["enrol_until"], row["founding_locked"]) == (None, None, None)


def test_an_administrator_who_adds_herself_gets_no_epoch(work, berit):
    enrol(work, berit)
    holder = work.holder_named(Person("berit", PHRASE, b""))
    code = work.lodge()

    with pytest.raises(NotOpened):
        epochs.seed_of(work.db, holder, work.ticket(code).epoch_id)
    assert epochs.prepare(work.db, holder, work.day()) == 0


def test_an_enrolment_under_way_travels_locked(settings):
    invitation = Invitation("berit", "X1JC-YR6T-T9G3-26GY-JSRK", b"s" * 20)

    text = enrolment.carry(settings, invitation)

    assert enrolment.carried(settings, text) == invitation
    assert "berit" not in text
    assert text != enrolment.carry(settings, invitation)


@pytest.mark.parametrize("text", ["", "x", "åäö", "A" * 120, "\ud800"])
def test_what_another_made_is_no_enrolment(settings, text):
    with pytest.raises(NotOpened):
        enrolment.carried(settings, text)


def test_an_enrolment_of_another_site_is_none_here(settings):
    there = settings.model_copy(update={"pepper": bytes(32)})
    text = enrolment.carry(there, Invitation("berit", "code", b"s" * 20))

    with pytest.raises(NotOpened):
        enrolment.carried(settings, text)


# --- signing in ---


def test_whoever_knows_all_three_is_signed_in_with_her_keys(work):
    me = who(work, sign_in(work, work.site.ofelia))

    assert (me.name, me.role, me.holds_keys) == ("ofelia", Role.PRESS_OFFICER, True)
    assert me.holder == work.holder
    assert me.fingerprint == keys.fingerprint(account(work, "ofelia").public)


def test_a_chief_and_a_waiting_officer_sign_in_without_keys(work, olle):
    chief, officer = (who(work, sign_in(work, person)) for person in (work.site.clara, olle))

    assert (chief.role, chief.holds_keys) == (Role.COMMS_CHIEF, False)
    assert (officer.role, officer.holds_keys) == (Role.PRESS_OFFICER, False)


@pytest.mark.parametrize(
    "given",
    [{"phrase": OTHER_PHRASE}, {"code": "000000"}, {"code": ""}, {"name": "nobody"}]
    + [{"name": "clara"}, {"phrase": OTHER_PHRASE, "code": "000000"}, {"phrase": ""}],
)
def test_one_wrong_of_three_signs_nobody_in_and_is_not_told(work, given):
    with pytest.raises(SignInRefused) as caught:
        sign_in(work, work.site.ofelia, **given)

    assert str(caught.value) == ""
    assert work.db.exec(select(StaffSession)).all() == []


def test_a_code_counts_once(work):
    sign_in(work, work.site.ofelia)

    with pytest.raises(SignInRefused):
        sign_in(work, work.site.ofelia)
    assert sign_in(work, work.site.ofelia, later=30)


def test_an_older_code_than_the_last_one_does_not_count(work):
    sign_in(work, work.site.ofelia, later=30)

    with pytest.raises(SignInRefused):
        sign_in(work, work.site.ofelia)


def test_a_wrong_passphrase_does_not_use_up_the_code(work):
    with pytest.raises(SignInRefused):
        sign_in(work, work.site.ofelia, phrase=OTHER_PHRASE)

    assert sign_in(work, work.site.ofelia)


def test_somebody_elses_private_half_starts_no_session(work):
    stranger = Unlocked(sealing.new_key(), work.site.ofelia.secret)

    code = work.site.ofelia.code()

    with pytest.raises(SignInRefused):
        sessions.begin(work.db, "ofelia", stranger, code, work.day(), now())


# --- sessions ---


@pytest.mark.parametrize(
    ("later", "is_in"), [(IDLE_SECONDS - 1, True), (IDLE_SECONDS, False), (10**9, False)]
)
def test_a_session_ends_after_half_an_hour_of_nothing(work, later, is_in):
    token = sign_in(work, work.site.ofelia)

    if is_in:
        assert who(work, token, later).name == "ofelia"
        return
    with pytest.raises(NotSignedIn):
        who(work, token, later)


def test_a_session_in_use_goes_on_for_ten_hours_and_no_longer(work):
    token = sign_in(work, work.site.ofelia)

    for later in range(0, LONGEST_SECONDS, IDLE_SECONDS - 60):
        assert who(work, token, later)
        sessions.touch(work.db, token, now() + later)
    sessions.touch(work.db, token, now() + LONGEST_SECONDS - 1)

    with pytest.raises(NotSignedIn):
        who(work, token, LONGEST_SECONDS)


def test_the_idle_limit_is_not_written_at_every_click(work):
    token = sign_in(work, work.site.ofelia)

    due = [sessions.is_due(work.db, token, now() + later) for later in (0, 60, 61, 600)]

    assert due == [False, False, True, True]
    assert not sessions.is_due(work.db, b"x" * 32, now())


@pytest.mark.parametrize("token", [b"", b"x", b"x" * 32])
def test_a_cookie_of_somebodys_own_making_is_nobody(work, token):
    sign_in(work, work.site.ofelia)

    with pytest.raises(NotSignedIn):
        who(work, token)


def test_whoever_signs_out_is_out_and_others_stay(work):
    token, other = sign_in(work, work.site.ofelia), sign_in(work, work.site.clara)

    sessions.sign_out(work.db, token)
    sessions.sign_out(work.db, token)

    with pytest.raises(NotSignedIn):
        who(work, token)
    assert who(work, other).name == "clara"


def test_ending_all_sessions_leaves_the_one_that_asks(work):
    first, second = sign_in(work, work.site.ofelia), sign_in(work, work.site.ofelia, later=30)
    other = sign_in(work, work.site.clara)

    sessions.end_all(work.db, work.holder.id, but=second)

    with pytest.raises(NotSignedIn):
        who(work, first)
    assert (who(work, second).name, who(work, other).name) == ("ofelia", "clara")


# --- handing over ---


def test_an_officer_hands_the_keys_to_the_colleague_whose_fingerprint_she_compared(work, olle):
    mark = keys.fingerprint(account(work, "olle").public)

    handing.hand_over(work.db, work.holder, "Olle", mark, work.day())
    work.db.flush()

    assert handing.waiting(work.db, work.day()) == []
    assert who(work, sign_in(work, olle)).holds_keys


@pytest.mark.parametrize(
    ("name", "whose"), [("olle", "clara"), ("clara", "clara"), ("ofelia", "ofelia"), ("", "olle")]
)
def test_the_keys_go_to_nobody_else(work, name, whose):
    mark = keys.fingerprint(account(work, whose).public)

    with pytest.raises(NotFound):
        handing.hand_over(work.db, work.holder, name, mark, work.day())


def test_a_key_that_was_swapped_after_comparing_gets_nothing(work):
    compared = keys.fingerprint(account(work, "olle").public)
    account(work, "olle").public = sealing.public_of(sealing.new_key())

    with pytest.raises(NotFound):
        handing.hand_over(work.db, work.holder, "olle", compared, work.day())


# --- disabling and resetting ---


@pytest.mark.parametrize("act", [accounts.disable, accounts.reset])
@pytest.mark.parametrize("name", ["ofelia", "clara"])
def test_whoever_is_taken_away_is_out_at_once_and_keeps_nothing(work, act, name):
    person = work.site.ofelia if name == "ofelia" else work.site.clara
    token = sign_in(work, person)
    device = tries.remember(work.db, account(work, name).id, None, now())

    act(work.db, name, work.day())
    work.db.flush()

    row = account(work, name)
    assert {row.public, row.private_locked, row.totp_locked, row.recipe, row.pin} == {None}
    assert not has_own_tries(work, name, device)
    with pytest.raises(NotSignedIn):
        who(work, token)
    with pytest.raises(SignInRefused):
        sign_in(work, person, later=30)


def test_whoever_is_reset_enrols_anew_with_other_keys(work):
    before = account(work, "olle").public

    code = accounts.reset(work.db, "OLLE", work.day())
    enrol(work, code, OTHER_PHRASE, name="olle")

    after = account(work, "olle")
    assert (after.state, after.public != before) == (AccountState.ACTIVE, True)
    assert after in handing.waiting(work.db, work.day())


@pytest.mark.parametrize("act", [accounts.disable, accounts.reset])
def test_nobody_of_that_name_is_told(work, act):
    with pytest.raises(NotFound):
        act(work.db, "nobody", work.day())


@pytest.mark.parametrize("act", [accounts.disable, accounts.reset])
def test_how_somebody_had_her_pages_goes_with_her_keys(work, berit, act):
    enrol(work, berit)
    hers = account(work, "berit")
    changes.choose_language(work.db, hers.id, "en")
    changes.switch_shortcuts(work.db, hers.id, are_on=False)

    act(work.db, "berit", work.day())

    assert (hers.language, hers.shortcuts) == (None, True)


def test_a_disabled_account_cannot_enrol_and_its_name_stays_taken(work, berit):
    accounts.disable(work.db, "berit", work.day())

    with pytest.raises(SignInRefused):
        enrol(work, berit)
    with pytest.raises(NameTaken):
        accounts.invite(work.db, "berit", Role.COMMS_CHIEF, work.day())


# --- tries ---


def fail(work: Work, name: str = "ofelia", device: bytes | None = None, later: float = 0) -> bytes:
    return tries.count(work.db, work.settings, name, device, now() + later)


@pytest.mark.parametrize("name", ["ofelia", "nobody", ""])
def test_a_name_known_or_not_has_eight_tries_in_a_quarter_of_an_hour(work, name):
    for _ in range(tries.MOST_TRIES):
        fail(work, name)

    with pytest.raises(TooManyTries):
        fail(work, name)
    with pytest.raises(TooManyTries):
        fail(work, name, later=tries.WINDOW_SECONDS - 1)
    assert fail(work, name, later=tries.WINDOW_SECONDS)


def test_one_names_tries_are_not_anothers(work):
    for _ in range(tries.MOST_TRIES):
        fail(work)

    assert fail(work, "clara")


def test_a_success_takes_its_try_back(work):
    for _ in range(3 * tries.MOST_TRIES):
        tries.take_back(work.db, fail(work))

    assert fail(work)


def test_a_stranger_cannot_lock_out_a_browser_that_has_signed_in(work):
    device = tries.remember(work.db, work.holder.id, None, now())
    for _ in range(tries.MOST_TRIES):
        fail(work)
        work.db.flush()
    with pytest.raises(TooManyTries):
        fail(work)

    assert fail(work, device=device)


@pytest.mark.parametrize("device", [b"", b"x" * 32, bytes(range(32))])
def test_a_browser_that_has_not_signed_in_has_no_tries_of_its_own(work, device):
    for _ in range(tries.MOST_TRIES):
        fail(work, device=device)

    with pytest.raises(TooManyTries):
        fail(work)


def test_a_known_browser_of_one_account_is_a_stranger_to_another(work):
    device = tries.remember(work.db, work.holder.id, None, now())
    for _ in range(tries.MOST_TRIES):
        fail(work, "clara")

    with pytest.raises(TooManyTries):
        fail(work, "clara", device=device)


@pytest.mark.parametrize(("later", "is_known"), [(0, True), (tries.DEVICE_SECONDS, False)])
def test_a_known_browser_is_forgotten_in_time(work, later, is_known):
    device = tries.remember(work.db, work.holder.id, None, now())

    assert has_own_tries(work, "ofelia", device, later) is is_known


def test_known_browsers_are_strangers_again_when_all_sessions_end(work):
    device = tries.remember(work.db, work.holder.id, None, now())

    sessions.end_all(work.db, work.holder.id)

    assert not has_own_tries(work, "ofelia", device)


def has_own_tries(work: Work, name: str, device: bytes, later: int = 0) -> bool:
    """Whether a browser gets on when a stranger has used up the name's tries."""
    for _ in range(tries.MOST_TRIES):
        fail(work, name, later=later)
    try:
        fail(work, name, device, later)
    except TooManyTries:
        return False
    return True


def test_what_counts_tries_does_not_say_whose(work):
    assert b"ofelia" not in fail(work)
    assert fail(work) == fail(work) != fail(work, "clara")


# --- changing a passphrase, moving to another phone ---


def unlocked(work: Work, phrase: str = PHRASE) -> Unlocked | None:
    return keys.unlock(account(work, "ofelia"), "ofelia", phrase, PEPPER)


def test_changing_a_passphrase_keeps_the_keys_and_ends_other_sessions(work):
    old, mine = sign_in(work, work.site.ofelia), sign_in(work, work.site.ofelia, later=30)
    row = account(work, "ofelia")
    locked = changes.locked_anew(row, unlocked(work), OTHER_PHRASE, work.site.ofelia.secret)

    changes.change_passphrase(work.db, row, locked, mine)
    work.db.flush()

    assert unlocked(work) is None
    assert unlocked(work, OTHER_PHRASE).private == work.holder.private
    assert who(work, mine).holds_keys
    with pytest.raises(NotSignedIn):
        who(work, old)


def test_moving_to_another_phone_closes_the_old_one(work):
    mine, secret = sign_in(work, work.site.ofelia), totp.new_secret()
    row = account(work, "ofelia")
    locked = changes.locked_anew(row, unlocked(work), PHRASE, secret)

    with pytest.raises(SignInRefused):
        changes.renew_totp(work.db, row, locked, secret, "000000", now(), mine)
    changes.renew_totp(work.db, row, locked, secret, totp.code_at(secret, now()), now(), mine)
    work.db.flush()

    with pytest.raises(SignInRefused):
        sign_in(work, work.site.ofelia, later=60)
    assert sign_in(work, work.site.ofelia._replace(secret=secret), later=60)


@pytest.mark.parametrize(("phrase", "code"), [(OTHER_PHRASE, None), (PHRASE, "000000"), ("", "")])
def test_a_change_asks_for_what_she_has_now(work, phrase, code):
    typed = work.site.ofelia.code() if code is None else code

    with pytest.raises(SignInRefused):
        changes.prove(work.db, work.holder.id, unlocked(work, phrase), typed, now())


def test_proving_uses_the_code_up(work):
    code = work.site.ofelia.code()

    assert changes.prove(work.db, work.holder.id, unlocked(work), code, now()).name == "ofelia"
    with pytest.raises(SignInRefused):
        changes.prove(work.db, work.holder.id, unlocked(work), code, now())


def test_a_weak_passphrase_is_not_changed_to(work):
    with pytest.raises(WeakPassphrase):
        changes.locked_anew(account(work, "ofelia"), unlocked(work), "lösenord1234567", b"s" * 20)


# --- the slips ---


def test_two_slips_give_an_enrolled_officer_every_epoch_and_make_new_slips(work, olle):
    epochs.prepare(work.db, work.holder, work.day())
    code = work.lodge()
    accounts.disable(work.db, "ofelia", work.day())  # the last who held the keys
    work.db.flush()
    old = work.site.founded.slips

    new = recovering.recover(work.db, old, "Olle", work.day())
    work.db.flush()

    holder = work.holder_named(olle)
    assert epochs.seed_of(work.db, holder, work.ticket(code).epoch_id)
    assert handing.holds_keys(work.db, account(work, "olle"), work.day())
    with pytest.raises(WrongSlips):
        recovering.recover(work.db, old, "olle", work.day())
    assert recovering.recover(work.db, new, "olle", work.day())


@pytest.mark.parametrize("name", ["clara", "nobody", "berit"])
def test_slips_give_nothing_to_anyone_but_an_enrolled_officer(work, berit, name):
    with pytest.raises(NotFound):
        recovering.recover(work.db, work.site.founded.slips, name, work.day())


@pytest.mark.parametrize("spoil", ["one of another site", "mistyped", "one missing"])
def test_slips_that_are_not_this_sites_newest_open_nothing(work, spoil):
    paper, other = work.site.founded.slips, slips.print_new()
    spoilt = {
        "one of another site": paper._replace(second=other.second),
        "mistyped": paper._replace(first=("hej", *paper.first[1:])),
        "one missing": paper._replace(second=()),
    }[spoil]

    with pytest.raises(WrongSlips):
        recovering.recover(work.db, spoilt, "olle", work.day())

    assert not handing.holds_keys(work.db, account(work, "olle"), work.day())


def test_an_officer_renews_the_slips_and_the_old_ones_open_nothing(work):
    epochs.prepare(work.db, work.holder, work.day())

    new = recovering.renew(work.db, work.holder, work.day())
    work.db.flush()

    with pytest.raises(WrongSlips):
        recovering.recover(work.db, work.site.founded.slips, "olle", work.day())
    assert recovering.recover(work.db, new, "olle", work.day())


def test_new_slips_come_with_new_epochs_that_are_sealed_to_them(work):
    new = recovering.renew(work.db, work.holder, work.day())
    work.db.flush()

    assert [epoch.number for epoch in epochs.chain(work.db)] == [1, 2, 3, 4]
    assert epochs.current(work.db, work.day()).number == 2
    assert recovering.recover(work.db, new, "olle", work.day())


def test_an_officer_without_all_keys_renews_nothing(work, olle):
    with pytest.raises(NoKeys):
        recovering.renew(work.db, work.holder_named(olle), work.day())


# --- the staff log ---


def entries(work: Work) -> list[tuple[str, Act, str, str]]:
    work.db.flush()
    return [(e.at, e.act, e.who, e.about) for e in audit.newest(work.db)]


def test_the_log_says_who_did_what_to_the_minute(work, wall_clock):
    audit.note(work.db, Act.SIGNED_IN, work.holder.id, clock.now())
    wall_clock.shift(timedelta(minutes=5))
    audit.note(work.db, Act.HANDED_KEYS, work.holder.id, clock.now(), "olle")
    audit.note(work.db, Act.INVITED, None, clock.now() + timedelta(minutes=1), "berit")

    assert entries(work) == [
        ("2026-11-18 13:06", Act.INVITED, "", "berit"),
        ("2026-11-18 13:05", Act.HANDED_KEYS, "ofelia", "olle"),
        ("2026-11-18 13:00", Act.SIGNED_IN, "ofelia", ""),
    ]


def test_work_with_tickets_stands_once_a_day_and_counts_nothing(work):
    for minutes in (0, 7, 60):
        at = clock.now() + timedelta(minutes=minutes)
        audit.note(work.db, Act.WORKED_WITH_TICKETS, work.holder.id, at)
        work.db.flush()
    tomorrow = clock.now() + timedelta(days=1)
    audit.note(work.db, Act.WORKED_WITH_TICKETS, work.holder.id, tomorrow)

    assert [entry[:3] for entry in entries(work)] == [
        ("2026-11-19", Act.WORKED_WITH_TICKETS, "ofelia"),
        ("2026-11-18", Act.WORKED_WITH_TICKETS, "ofelia"),
    ]


def test_the_log_has_no_column_for_a_ticket():
    assert set(AuditEntry.model_fields) == {"id", "at", "act", "who", "about"}
