"""Promise 8, for copies: no older copy of what people wrote opens what is gone, whatever else
somebody holds, because its key is gone and copies of the keys are only ever the newest.
"""

import shutil
import sqlite3
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from pressdesk import clock, desk, mailbox, storage
from pressdesk.copies import rule
from pressdesk.schema import Record
from pressdesk.tables import Outcome, State
from pressdesk.vault import receipts
from tests.conftest import PEPPER, Desk, fields, lodged, ref_of, sign_in
from tests.copying import Copied, again, command, copied_site, names, rows
from tests.promises import visits, wire
from tests.promises.attacker import Loot, Means, attack
from tests.promises.servers import Servers, as_the_shell_has_it
from tests.promises.test_11_nothing_confirmed_is_lost import minted
from tests.promises.visits import ASKED

GOES = "Frågan om snöskotern, som raderas. Vad får jag säga?"
STAYS = "Frågan om kvarnen, som är kvar. Vad får jag säga?"
NOTE, DRAFT = "Anteckning om snöskotern.", "Utkast om snöskotern."
PEOPLE = 4
BACKUPS = 6


@pytest.fixture
def copied(tmp_path, wall_clock):
    """A site whose daily copy of yesterday has a ticket with all that a ticket can have."""
    made = copied_site(tmp_path)
    yield made
    made.site.store.close()


@pytest.fixture
def codes(copied, wall_clock) -> tuple[str, str]:
    """Receipt codes of what goes and of what stays; both are in the copies of yesterday."""
    codes = lodged(copied.site, GOES), lodged(copied.site, STAYS)
    holder, ref, today = copied.site.holder(), ref_of(copied.site, GOES), clock.today()
    with copied.site.store.writing() as db:
        desk.answer(db, holder, ref, 1, "Svaret om snöskotern.", today)
        desk.note(db, holder, ref, NOTE, today)
        desk.save_draft(db, holder, ref, DRAFT)
    assert copied.backup().is_done
    wall_clock.shift(timedelta(days=1))
    return codes


def delete(made: Copied, code: str) -> None:
    with made.site.store.writing() as db:
        mailbox.delete_thread(db, made.site.settings, code, clock.today())


def purge(made: Copied, code: str) -> None:
    """As the night does it when a ticket's time is over."""
    visits.expire(made.site, code)


def everything(site: Desk, *codes: str) -> Means:
    """All that the people of a site have together."""
    slips = site.founded.slips
    phrases = tuple((person.name, person.phrase) for person in (site.ofelia, site.clara))
    return Means(phrases=phrases, codes=codes, slips=(*slips.first, *slips.second))


def put_together(data: Path, keys: Path, target: Path) -> Path:
    """What somebody makes of a daily copy and a copy of keys, with none of `restore`'s manners."""
    shutil.copytree(keys, target)
    (target / "keys.db").rename(target / storage.DATABASE)
    with closing(sqlite3.connect(target / storage.DATABASE)) as raw:
        raw.execute("ATTACH ? AS daily", [str(data)])
        for table in Record.metadata.tables:
            raw.execute(f"INSERT OR REPLACE INTO main.{table} SELECT * FROM daily.{table}")
        raw.commit()
    return target


def text_of(loot: Loot) -> str:
    return "\n".join([*loot.messages, *loot.notes, *loot.drafts])


# What an attacker gets


@pytest.mark.parametrize("goes", [delete, purge])
def test_no_daily_copy_opens_what_is_gone_with_todays_keys_and_all_people(
    copied, codes, goes, tmp_path
):
    goes(copied, codes[0])
    assert copied.backup().is_done

    for path in sorted(copied.data.iterdir()):
        stolen = put_together(path, copied.keys, tmp_path / path.stem)
        loot = attack(stolen, everything(copied.site, *codes))
        assert STAYS in loot.messages
        assert "snöskotern" not in text_of(loot)


def test_daily_copies_alone_open_nothing_at_all(copied, codes, tmp_path):
    (tmp_path / "stolen").mkdir()
    shutil.copy(copied.daily(), tmp_path / "stolen" / storage.DATABASE)
    (tmp_path / "stolen" / "pepper").write_text(PEPPER.hex())

    assert attack(tmp_path / "stolen", everything(copied.site, *codes)) == Loot()


def test_both_folders_open_nothing_without_people(copied, codes, tmp_path):
    stolen = put_together(copied.daily(), copied.keys, tmp_path / "stolen")

    assert attack(stolen) == Loot()


def test_keys_kept_as_long_as_the_text_would_open_what_is_gone(copied, codes, tmp_path):
    """The careless variant: a copy of the keys for each day."""
    shutil.copytree(copied.keys, tmp_path / "kept")
    delete(copied, codes[0])
    copied.backup()

    stolen = put_together(copied.daily(), tmp_path / "kept", tmp_path / "stolen")

    assert GOES in attack(stolen, everything(copied.site, *codes)).messages


def test_one_whole_copy_a_day_would_open_what_is_gone(copied, codes, tmp_path):
    (tmp_path / "whole").mkdir()
    storage.copy(copied.site.store, tmp_path / "whole" / storage.DATABASE)
    (tmp_path / "whole" / "pepper").write_text(PEPPER.hex())
    delete(copied, codes[0])

    loot = attack(tmp_path / "whole", everything(copied.site, *codes))

    assert GOES in loot.messages
    assert (NOTE in loot.notes, DRAFT in loot.drafts) == (True, True)


def test_notes_and_drafts_are_gone_from_the_copies_the_night_after_closing(copied, codes, tmp_path):
    """They are sealed to keys that live on: in a daily copy they would stay for two weeks."""
    pieces = sealed(copied, "working_note", "draft")
    assert len(pieces) == 2
    assert left(copied, pieces) == {"keys"}
    holder = copied.site.holder()
    with copied.site.store.writing() as db:
        ref = answered_ref(copied)
        settings, today = copied.site.settings, clock.today()
        desk.close(db, holder, ref, 2, Outcome.ANSWERED, settings, today)

    copied.backup()

    assert left(copied, pieces) == set()


def answered_ref(made: Copied) -> str:
    holder = made.site.holder()
    with made.site.store.reading() as db:
        return desk.queue(db, holder, clock.today(), show=State.ANSWERED).rows[0].ref


def sealed(made: Copied, *tables: str) -> list[bytes]:
    """Bytes from the middle of what is sealed, since a page may end anywhere in it."""
    found = [rows(made.home / "desk.db", f"SELECT sealed FROM {table}") for table in tables]
    return [value[len(value) // 2 :][:24] for rows_ in found for (value,) in rows_]


def left(made: Copied, pieces: list[bytes]) -> set[str]:
    """In which of the two folders any of these bytes stand."""
    wholes = {f.name: b"".join(p.read_bytes() for p in f.iterdir()) for f in (made.data, made.keys)}
    return {name for name, whole in wholes.items() if any(piece in whole for piece in pieces)}


def test_no_key_and_nobodys_name_is_in_a_daily_copy(copied, codes):
    client = copied.site.app().test_client()
    sign_in(client, copied.site.ofelia)
    copied.backup()
    secrets = [PEPPER, PEPPER.hex().encode(), b"ofelia", b"clara", *everything_sealed(copied)]
    kept = everything_sealed(copied, "ticket", "message")

    whole = b"".join(path.read_bytes() for path in copied.data.iterdir())

    assert len(secrets) > 20
    assert [secret for secret in secrets if secret in whole] == []
    assert all(piece in whole for piece in kept)  # the search finds what is there


def everything_sealed(made: Copied, *only: str) -> list[bytes]:
    """A piece of every value of 24 bytes or more of the tables that are not for daily copies."""
    others = [name for name in Record.metadata.tables if name not in rule.TABLES[rule.DATA]]
    pieces = []
    for table in only or others:
        for row in rows(made.home / "desk.db", f"SELECT * FROM {table}"):
            long = [v for v in row if isinstance(v, bytes) and len(v) >= 24]
            pieces += [v[len(v) // 2 :][:24] if len(v) > 48 else v for v in long]
    handles = {h for (h,) in rows(made.home / "desk.db", "SELECT handle FROM ticket")}
    return [piece for piece in pieces if only or piece not in handles]


def test_sessions_tries_and_known_browsers_are_in_no_copy(copied, codes):
    client = copied.site.app().test_client()
    sign_in(client, copied.site.ofelia, code="000000")
    sign_in(client, copied.site.ofelia)
    copied.backup()
    tables = ("staff_session", "device", "sign_in_tries")
    gone = everything_sealed(copied, *tables)

    assert len(gone) >= 3
    assert left(copied, gone) == set()


# What a restore brings back


@pytest.mark.parametrize("goes", [delete, purge])
def test_an_older_daily_copy_brings_back_nothing_that_is_gone(copied, codes, goes, tmp_path):
    older = copied.daily()
    goes(copied, codes[0])
    copied.backup()

    assert copied.restore(tmp_path / "fresh", older).is_done

    back = again(copied.site, tmp_path / "fresh")
    browser, officer = back.app().test_client(), back.app().test_client()
    assert sign_in(officer, back.ofelia).status_code == 303
    assert "Koden öppnar ingen fråga" in browser.post("/svar", data={"receipt": codes[0]}).text
    assert STAYS in browser.post("/svar", data={"receipt": codes[1]}).text
    screens = [officer.get(f"/desk/?visa={v}").text for v in ("vantar", "besvarade", "avslutade")]
    assert "snöskotern" not in "".join(screens)
    assert "kvarnen" in screens[0]
    back.store.close()


def test_no_byte_of_what_is_gone_is_in_a_restored_site(copied, codes, tmp_path):
    gone = sealed(copied, "message")[:1] + sealed(copied, "working_note", "draft")
    older = copied.daily()
    delete(copied, codes[0])
    delete(copied, codes[1])
    copied.backup()

    copied.restore(tmp_path / "fresh", older)

    whole = b"".join(path.read_bytes() for path in (tmp_path / "fresh").iterdir())
    assert [piece for piece in gone if piece in whole] == []


def test_a_deleted_request_cannot_be_sent_again_after_a_restore(copied, tmp_path, wall_clock):
    browser = copied.site.app().test_client()
    form = ASKED | fields(browser.post("/fraga", data=ASKED).text, "/skicka")
    browser.post("/skicka", data=form)
    copied.backup()
    older = copied.daily()
    delete(copied, form["receipt"])
    wall_clock.shift(timedelta(days=1))
    copied.backup()
    copied.restore(tmp_path / "fresh", older)
    back = again(copied.site, tmp_path / "fresh")

    page = back.app().test_client().post("/skicka", data=form)

    assert page.status_code == 409
    back.store.close()


def test_a_lost_request_that_is_sent_again_is_not_confirmed(copied, tmp_path, wall_clock):
    """It came after the daily copy: "sent" would be a lie, since nothing is there."""
    copied.backup()
    older = copied.daily()
    wall_clock.shift(timedelta(days=1))
    browser = copied.site.app().test_client()
    form = ASKED | fields(browser.post("/fraga", data=ASKED).text, "/skicka")
    browser.post("/skicka", data=form)
    copied.backup()
    copied.restore(tmp_path / "fresh", older)
    back = again(copied.site, tmp_path / "fresh")

    page = back.app().test_client().post("/skicka", data=form)

    assert (page.status_code, "Din fråga är skickad" in page.text) == (409, False)
    back.store.close()


# While the site is written to


def test_every_confirmed_request_before_a_backup_is_in_it_with_its_key(tmp_path):
    site = as_the_shell_has_it(tmp_path / "site")
    data, keys = tmp_path / "data", tmp_path / "keys"
    waiting, sent = minted(site, 1_500), []
    with Servers("tests.promises.killable", site.home) as servers:
        port, over = servers.start(), threading.Event()
        people = [
            threading.Thread(target=keep_sending, args=(port, waiting, sent, over))
            for _ in range(PEOPLE)
        ]
        for person in people:
            person.start()
        for _ in range(BACKUPS):
            before = list(sent)
            said = command(site.home, "backup", str(data), str(keys))
            assert said.is_done, said.text
            assert agree(data, keys) >= len(before)
            assert found(site, data, before) == len(before)
        over.set()
        for person in people:
            person.join()
    assert len(sent) > BACKUPS
    assert names(keys) == {"keys.db", "pepper", "pressdesk.toml"}
    site.store.close()


def keep_sending(port: int, waiting: list, sent: list, over: threading.Event) -> None:
    """Send one request after another; what was confirmed is noted."""
    while waiting and not over.is_set():
        one = waiting.pop()
        form = ASKED | {"receipt": one.code, "proof": one.proof}
        if wire.ask(port, "POST", "/skicka", form).status == 200:
            sent.append(one.code)


def agree(data: Path, keys: Path) -> int:
    """How many tickets the pair has: each with its key and its question, and no key without one."""
    (path,) = data.iterdir()
    tickets = {handle for (handle,) in rows(path, "SELECT handle FROM ticket")}
    assert tickets == {
        handle for (handle,) in rows(keys / "keys.db", "SELECT handle FROM ticket_key")
    }
    assert rows(path, "SELECT count(*) FROM message") == [(len(tickets),)]
    return len(tickets)


def found(site: Desk, data: Path, sent: list[str]) -> int:
    (path,) = data.iterdir()
    tickets = {handle for (handle,) in rows(path, "SELECT handle FROM ticket")}
    return sum(receipts.derive(code, site.settings.pepper).handle in tickets for code in sent)


def test_text_and_keys_read_at_two_moments_would_not_agree(copied, codes, tmp_path):
    """The careless variant, by hand: one folder, and a moment later the other."""
    copied.backup()
    keys = shutil.copy(copied.newest_keys, tmp_path / "keys.db")
    lodged(copied.site, "Frågan som kom mitt i?")
    copied.backup()
    (day,) = [path for path in copied.data.iterdir() if path != copied.daily()]

    query = "SELECT handle FROM ticket WHERE handle NOT IN (SELECT handle FROM other.ticket_key)"
    with closing(sqlite3.connect(day)) as raw:
        raw.execute("ATTACH ? AS other", [str(keys)])
        assert len(raw.execute(query).fetchall()) == 1


def test_a_table_that_is_put_into_the_wrong_copy_is_caught(copied, codes):
    """Keys beside the text: the search of a daily copy finds them."""
    with closing(sqlite3.connect(copied.daily())) as raw, raw:
        raw.execute("ATTACH ? AS keys", [str(copied.newest_keys)])
        raw.execute("INSERT INTO main.ticket_key SELECT * FROM keys.ticket_key")

    whole = copied.daily().read_bytes()

    assert any(piece in whole for piece in everything_sealed(copied))
