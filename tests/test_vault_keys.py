"""A member of staff's keys: opened by her passphrase, carried by her session, by nothing else."""

import re
from uuid import UUID, uuid4

import pytest

from pressdesk.errors import NotOpened
from pressdesk.keytables import Account, Role, StaffSession
from pressdesk.vault import keys, passphrase, sealing, totp
from pressdesk.vault.keys import Unlocked

pytestmark = pytest.mark.both

PEPPER = bytes(range(32))
PHRASE = "björken tratt månsken linjal"
TOKEN, OTHER_TOKEN = bytes(range(32)), bytes(range(1, 33))


@pytest.fixture
def secret():
    return totp.new_secret()


@pytest.fixture
def account(secret):
    """An enrolled account, as its row is."""
    account = Account(id=uuid4(), name="ofelia", role=Role.PRESS_OFFICER)
    return filled(account, PHRASE, secret)


def filled(account: Account, phrase: str, secret: bytes) -> Account:
    locked = keys.lock_under(phrase, account.id, Unlocked(sealing.new_key(), secret))
    for column, value in locked._asdict().items():
        setattr(account, column, value)
    return account


def test_a_passphrase_opens_its_own_keys(account, secret):
    unlocked = keys.unlock(account, "ofelia", PHRASE, PEPPER)

    assert unlocked.totp_secret == secret
    assert sealing.public_of(unlocked.private) == account.public


@pytest.mark.parametrize("phrase", ["", PHRASE + " ", PHRASE.upper(), "något helt annat här"])
def test_another_passphrase_opens_nothing(account, phrase):
    assert keys.unlock(account, "ofelia", phrase, PEPPER) is None


def test_the_same_passphrase_of_two_people_locks_two_different_things(account, secret):
    other = filled(Account(id=uuid4(), name="olle", role=Role.PRESS_OFFICER), PHRASE, secret)

    assert other.recipe != account.recipe
    assert other.public != account.public
    assert other.totp_locked != account.totp_locked


@pytest.mark.parametrize("column", ["recipe", "private_locked", "totp_locked"])
def test_what_is_moved_from_another_account_does_not_open(account, secret, column):
    other = filled(Account(id=uuid4(), name="olle", role=Role.PRESS_OFFICER), PHRASE, secret)

    setattr(account, column, getattr(other, column))

    assert keys.unlock(account, "ofelia", PHRASE, PEPPER) is None


def test_all_of_another_accounts_locks_together_do_not_open_either(account, secret):
    # An administrator with a passphrase of her own writes her locks into ofelia's row.
    other = filled(Account(id=uuid4(), name="olle", role=Role.PRESS_OFFICER), PHRASE, secret)

    for column in ("recipe", "public", "private_locked", "totp_locked"):
        setattr(account, column, getattr(other, column))

    assert keys.unlock(account, "ofelia", PHRASE, PEPPER) is None


def test_two_locks_that_change_places_do_not_open(account):
    account.private_locked, account.totp_locked = account.totp_locked, account.private_locked

    assert keys.unlock(account, "ofelia", PHRASE, PEPPER) is None


@pytest.fixture
def work(monkeypatch):
    """Counts the costly steps of an unlocking, and does them."""
    steps = []
    stretch, unlock = passphrase.stretch, sealing.unlock
    monkeypatch.setattr(keys, "stretch", lambda *a: (steps.append("stretch"), stretch(*a))[1])
    monkeypatch.setattr(
        sealing, "unlock", lambda k, v, p: (steps.append(f"open {len(v)}"), unlock(k, v, p))[1]
    )
    return steps


def test_known_unknown_not_enrolled_and_wrong_take_the_same_work(account, work):
    bare = Account(id=uuid4(), name="olle", role=Role.PRESS_OFFICER)
    tries = [(account, PHRASE), (account, "fel fras"), (None, PHRASE), (bare, PHRASE)]

    counted = []
    for row, phrase in tries:
        keys.unlock(row, "ofelia", phrase, PEPPER)
        counted.append([step.split()[0] for step in work])
        work.clear()

    assert counted == [["stretch", "open", "open"]] * 4


def test_an_unknown_name_has_the_same_salt_every_time_and_no_other_name_has_it(monkeypatch):
    salts = []
    stretch = passphrase.stretch
    monkeypatch.setattr(keys, "stretch", lambda p, r: (salts.append(r.salt), stretch(p, r))[1])

    for name in ("anna", "anna", "berit"):
        assert keys.unlock(None, name, PHRASE, PEPPER) is None

    assert salts[0] == salts[1] != salts[2]


def session_of(account_id: UUID, token: bytes, private: bytes) -> StaffSession:
    return StaffSession(
        digest=sealing.digest(token),
        account_id=account_id,
        private_locked=keys.session_copy(token, account_id, private),
        idle_until=0,
        ends=0,
    )


def test_a_session_carries_the_private_half_for_its_own_cookie():
    row = session_of(UUID(int=1), TOKEN, b"p" * 32)

    assert keys.from_session(TOKEN, row) == b"p" * 32
    assert TOKEN not in row.private_locked + row.digest
    assert b"p" * 32 not in row.private_locked


def test_another_cookie_opens_no_session():
    with pytest.raises(NotOpened):
        keys.from_session(OTHER_TOKEN, session_of(UUID(int=1), TOKEN, b"p" * 32))


def test_a_session_written_over_to_another_account_does_not_open():
    row = session_of(UUID(int=1), TOKEN, b"p" * 32)

    row.account_id = UUID(int=2)

    with pytest.raises(NotOpened):
        keys.from_session(TOKEN, row)


def test_what_the_server_keeps_of_a_session_does_not_open_it():
    row = session_of(UUID(int=1), TOKEN, b"p" * 32)

    for guess in (row.digest, sealing.digest(row.digest), bytes(32)):
        with pytest.raises(NotOpened):
            keys.from_session(guess, row)


def test_a_fingerprint_is_six_groups_of_five_digits_of_the_key():
    one, other = keys.fingerprint(b"a" * 32), keys.fingerprint(b"b" * 32)

    assert re.fullmatch(r"\d{5}( \d{5}){5}", one)
    assert one == keys.fingerprint(b"a" * 32) != other


def test_fingerprints_use_all_their_digits():
    groups = [g for n in range(300) for g in keys.fingerprint(n.to_bytes(32, "big")).split()]

    assert len(set(groups)) > 1_700
    assert {g[0] for g in groups} == {g[4] for g in groups} == set("0123456789")
