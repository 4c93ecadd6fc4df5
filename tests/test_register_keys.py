"""The register's yearly key, through everything that happens to those who hold it; and what is
sealed with it.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlmodel import SQLModel, delete, select

from pressdesk import clock
from pressdesk.cli.doctor import register as checks
from pressdesk.errors import NoRegisterKey, NotFound, NotOpened, TooLong, WrongState
from pressdesk.inquiries import sealed
from pressdesk.inquiries.sealed import Contact, Note
from pressdesk.keytables import (
    Account,
    InquiryNote,
    RegisterDraft,
    RegisterGrant,
    RegisterKey,
    Reporter,
)
from pressdesk.register.words import Outcome, Status
from pressdesk.staff import accounts, handing, recovering
from pressdesk.vault import epochs, keys, shared_keys, slips
from pressdesk.vault.epochs import Holder
from pressdesk.web import access
from tests.both import by_hand
from tests.conftest import Desk, Person, invited, sign_in
from tests.seeded import logged
from tests.taskwork import Work, working

pytestmark = pytest.mark.both

ONE, TWO = 2026000001, 2026000002
KARIN = Contact("Karin Vinter", "070-174 06 05, efter tre")
TEXT = "Fråga driften om siffran från i fjol."
LONGEST = 64 * 1_024 - 4  # bytes of JSON


@pytest.fixture
def olle(desk_site: Desk) -> Person:
    """A colleague who is enrolled and waits for the keys."""
    return invited(desk_site.store, "olle")


@pytest.fixture
def work(olle: Person, desk_site: Desk) -> Iterator[Work]:
    with working(desk_site) as work:
        logged(work.db, ONE)
        logged(work.db, TWO)
        yield work


def keep(work: Work, number: int = ONE, contact: Contact = KARIN, day: date | None = None) -> None:
    sealed.keep_reporter(work.db, work.holder, number, *contact, day or work.day())
    work.db.flush()


def note(work: Work, text: str = TEXT, days: int = 0) -> None:
    sealed.note(work.db, work.holder, ONE, text, work.day(days))
    work.db.flush()


def contact(work: Work, holder: Holder | None = None, number: int = ONE) -> Contact | None:
    work.db.expire_all()
    return sealed.reporter(work.db, holder or work.holder, number)


def texts(work: Work, holder: Holder | None = None) -> list[str]:
    work.db.expire_all()
    return [note.text for note in sealed.notes(work.db, holder or work.holder, ONE)]


def rows(work: Work, table: type[SQLModel]) -> list[Any]:
    return list(work.db.exec(select(table)).all())


def account(work: Work, name: str = "olle") -> Account:
    return work.db.exec(select(Account).where(Account.name == name)).one()


def hand_over(work: Work, olle: Person) -> Holder:
    mark = keys.fingerprint(account(work).public)
    handing.hand_over(work.db, work.holder, "olle", mark, work.day())
    work.db.flush()
    return work.holder_named(olle)


def disable(work: Work, name: str) -> None:
    accounts.disable(work.db, name, work.day())
    work.db.flush()
    work.db.expire_all()


# What is sealed


def test_a_reporter_is_read_by_every_officer_and_the_last_one_kept_counts(work, olle):
    his = hand_over(work, olle)
    keep(work, contact=Contact("Någon annan", ""))

    keep(work)

    assert contact(work) == contact(work, his) == KARIN
    assert contact(work, number=TWO) is None
    assert len(rows(work, Reporter)) == 1


def test_a_reporter_who_is_emptied_or_forgotten_is_gone(work):
    for forget in (lambda: keep(work, contact=Contact(" ", "")), lambda: _forget(work)):
        keep(work)
        forget()

        assert (contact(work), rows(work, Reporter)) == (None, [])


def _forget(work: Work) -> None:
    sealed.forget_reporter(work.db, ONE)


def test_notes_come_back_in_the_order_in_which_they_were_left(work, olle):
    his = hand_over(work, olle)
    said = [f"{number}. {TEXT}" for number in range(8)]
    for text in said:
        note(work, text)
    note(work, "Dagen efter.", days=1)

    assert texts(work, his) == [*said, "Dagen efter."]
    assert sealed.notes(work.db, his, ONE)[-1] == Note(work.day(1), "Dagen efter.")


def test_a_note_that_is_sent_twice_is_kept_once_and_an_empty_one_never(work):
    for text in (TEXT, TEXT, "  \n"):
        note(work, text)

    assert texts(work) == [TEXT]


@pytest.mark.parametrize(
    "closed",
    [
        {"status": Status.CLOSED, "outcome": Outcome.FACTS},
        {
            "status": Status.CLOSED,
            "outcome": Outcome.REGISTRAR,
            "outlet": None,
            "question": "",
            "is_records_request": True,
        },
    ],
)
def test_nobody_who_asks_for_records_and_nobody_after_closing_is_kept(work, closed):
    logged(work.db, 3, closed_at=clock.now(), **closed)

    for act in (sealed.keep_reporter, sealed.note):
        words = KARIN if act is sealed.keep_reporter else [TEXT]
        with pytest.raises(WrongState):
            act(work.db, work.holder, 3, *words, work.day())
    assert (rows(work, Reporter), rows(work, InquiryNote)) == ([], [])


def test_an_inquiry_that_is_not_there_keeps_nothing(work):
    with pytest.raises(NotFound):
        keep(work, number=7)
    with pytest.raises(NotFound):
        sealed.note(work.db, work.holder, 7, TEXT, work.day())


def test_what_was_altered_shows_as_unreadable_and_stops_nothing_else(work):
    keep(work)
    note(work, "Den första.")
    note(work)
    sealed.keep_draft(work.db, work.holder, "new", {"question": TEXT}, work.day())
    first = min(rows(work, InquiryNote), key=lambda row: row.id)
    for row in (*rows(work, Reporter), first, *rows(work, RegisterDraft)):
        row.sealed = row.sealed[:-1] + bytes([row.sealed[-1] ^ 1])
    work.db.flush()

    assert contact(work) == ("", "")
    assert sorted(texts(work))[0] == ""
    assert set(texts(work)) < {"", "Den första.", TEXT}
    assert sealed.draft(work.db, work.holder, "new") == {}


def test_what_somebody_without_the_key_seals_to_it_in_another_shape_is_unreadable(
    work, monkeypatch
):
    """Anybody can seal to a public half."""
    for shape in (b'["a"]', b'{"a": 1}', b"[1, 2]", b"7", b"{", b'"ab"'):
        with monkeypatch.context() as patched:
            patched.setattr("json.dumps", lambda *_a, _shape=shape, **_k: _shape.decode())
            keep(work)
            note(work, f"{shape!r}")
            sealed.keep_draft(work.db, work.holder, "new", {"a": "b"}, work.day())

        assert contact(work) == ("", "")
        assert set(texts(work)) == {""}
        assert sealed.draft(work.db, work.holder, "new") == {}


# Drafts


def test_a_draft_is_its_authors_alone_and_stands_by_what_it_is_about(work, olle):
    his = hand_over(work, olle)
    for about in ("new", "2026-118 answer"):
        sealed.keep_draft(work.db, work.holder, about, {"text": about}, work.day())
    sealed.keep_draft(work.db, his, "new", {"text": "hans"}, work.day())

    found = [sealed.draft(work.db, who, "new")["text"] for who in (work.holder, his)]

    assert found == ["new", "hans"]
    assert sealed.draft(work.db, work.holder, "2026-118 answer") == {"text": "2026-118 answer"}
    assert sealed.draft(work.db, his, "2026-118 answer") == {}


def test_an_officer_without_keys_of_others_has_drafts_too(work, olle):
    his = work.holder_named(olle)

    sealed.keep_draft(work.db, his, "line 3", {"facts": TEXT, "quote": ""}, work.day())

    assert sealed.draft(work.db, his, "line 3") == {"facts": TEXT, "quote": ""}


def test_the_newest_draft_counts_with_its_day_and_an_empty_one_drops_it(work):
    for days, text in enumerate(["ett", "två"]):
        sealed.keep_draft(work.db, work.holder, "new", {"text": text}, work.day(days))

    assert [row.day for row in rows(work, RegisterDraft)] == [work.day(1)]
    assert sealed.draft(work.db, work.holder, "new") == {"text": "två"}
    sealed.keep_draft(work.db, work.holder, "new", {"text": " ", "b": ""}, work.day())
    assert (rows(work, RegisterDraft), sealed.draft(work.db, work.holder, "new")) == ([], {})


def test_a_draft_fits_up_to_64_kib_and_one_over_it_leaves_the_former(work):
    room = LONGEST - len('{"t":""}')
    longest = "å" * (room // 2)
    sealed.keep_draft(work.db, work.holder, "new", {"t": longest}, work.day())

    with pytest.raises(TooLong):
        sealed.keep_draft(work.db, work.holder, "new", {"t": longest + "å"}, work.day())

    assert sealed.draft(work.db, work.holder, "new") == {"t": longest}


# The year's key


def test_a_year_has_one_key_and_the_next_year_another_that_opens_nothing_of_it(work):
    keep(work)
    note(work)
    next_year = date(work.day().year + 1, 1, 1)
    keep(work, TWO, day=next_year)

    old, new = sorted(rows(work, RegisterKey), key=lambda key: key.year)

    assert (old.year, new.year) == (2026, 2027)
    assert {row.key_id for row in rows(work, InquiryNote)} == {old.id}
    assert contact(work) == contact(work, number=TWO) == KARIN


def test_every_officer_with_keys_gets_the_key_as_it_is_made(work, olle):
    his = hand_over(work, olle)

    keep(work)

    assert contact(work, his) == KARIN
    assert {row.account_id for row in rows(work, RegisterGrant)} == {his.id, work.holder.id}


def test_whoever_was_handed_nothing_reads_nothing_keeps_nothing_and_makes_no_key(work, olle):
    his = work.holder_named(olle)
    with pytest.raises(NoRegisterKey):
        sealed.keep_reporter(work.db, his, ONE, *KARIN, work.day())
    assert rows(work, RegisterKey) == []
    keep(work)
    note(work)

    for read in (sealed.reporter, sealed.notes):
        with pytest.raises(NoRegisterKey):
            read(work.db, his, ONE)
    with pytest.raises(NoRegisterKey):
        sealed.note(work.db, his, ONE, "Hans.", work.day())


def test_a_new_officer_reads_what_was_kept_before_she_was_handed_the_keys(work, olle):
    keep(work)
    note(work)

    his = hand_over(work, olle)

    assert (contact(work, his), texts(work, his)) == (KARIN, [TEXT])


def test_handing_over_twice_changes_nothing(work, olle):
    keep(work)
    hand_over(work, olle)
    before = [row.model_dump() for row in rows(work, RegisterGrant)]

    epochs.hand_over(work.db, work.holder, account(work))
    work.db.flush()

    assert [row.model_dump() for row in rows(work, RegisterGrant)] == before
    assert len(before) == 2


def test_an_officer_who_lacks_a_key_waits_for_a_colleague_and_gets_it(work, olle):
    keep(work)
    his = hand_over(work, olle)
    work.db.exec(delete(RegisterGrant).where(RegisterGrant.account_id == his.id))
    assert [each.name for each in handing.waiting(work.db, work.day())] == ["olle"]

    hand_over(work, olle)

    assert contact(work, his) == KARIN
    assert handing.waiting(work.db, work.day()) == []


def test_a_key_that_nobody_holds_keeps_nobody_waiting(work, olle):
    hand_over(work, olle)
    keep(work)

    work.db.exec(delete(RegisterGrant))

    assert handing.waiting(work.db, work.day()) == []


# Access that ends


@pytest.mark.parametrize("end", [accounts.disable, accounts.reset])
def test_whoever_loses_access_keeps_no_key_and_opens_nothing_that_is_kept_afterwards(
    work, olle, end
):
    his = hand_over(work, olle)
    keep(work)
    (old,) = rows(work, RegisterKey)
    had = shared_keys.private_of(work.db, *his, old)
    end(work.db, "olle", work.day())
    work.db.flush()
    work.db.expire_all()

    keep(work, TWO)  # ofelia has not signed in anew

    (new,) = [key for key in rows(work, RegisterKey) if key.id != old.id]
    assert [row.account_id for row in rows(work, RegisterGrant)] == [work.holder.id] * 2
    assert work.db.get(Reporter, TWO).key_id == new.id
    assert shared_keys.private_of(work.db, *work.holder, new) != had
    assert contact(work) == contact(work, number=TWO) == KARIN


def test_a_careless_site_would_go_on_with_the_key_that_a_disabled_officer_knows(
    work, olle, monkeypatch
):
    monkeypatch.setattr(shared_keys, "spend", lambda _db: None)

    with pytest.raises(ValueError, match="not enough values"):
        test_whoever_loses_access_keeps_no_key_and_opens_nothing_that_is_kept_afterwards(
            work, olle, accounts.disable
        )


def test_whoever_stays_reads_on_and_whoever_was_disabled_does_not(work, olle):
    his = hand_over(work, olle)
    keep(work)
    disable(work, "ofelia")

    assert contact(work, his) == KARIN
    with pytest.raises(NoRegisterKey):
        contact(work)


# The slips of paper


def test_both_slips_give_an_officer_the_register(work, olle):
    keep(work)
    note(work)
    disable(work, "ofelia")

    recovering.recover(work.db, work.site.founded.slips, "olle", work.day())
    work.db.flush()

    his = work.holder_named(olle)
    assert (contact(work, his), texts(work, his)) == (KARIN, [TEXT])


@pytest.mark.parametrize("how", ["renew", "recover"])
def test_new_slips_open_the_register_and_the_used_ones_open_nothing(work, olle, how):
    keep(work)
    old = slips.private_half(work.site.founded.slips)
    if how == "renew":
        paper = recovering.renew(work.db, work.holder, work.day())
    else:
        paper = recovering.recover(work.db, work.site.founded.slips, "olle", work.day())
    work.db.flush()

    for key in rows(work, RegisterKey):
        assert shared_keys.for_recovery(key, slips.private_half(paper))
        with pytest.raises(NotOpened):
            shared_keys.for_recovery(key, old)


def test_after_new_slips_the_next_text_takes_a_new_key(work):
    """Whoever saw the old slips, and an older copy of the database, opens the old one."""
    keep(work)
    recovering.renew(work.db, work.holder, work.day())
    work.db.expire_all()

    keep(work, TWO)

    assert len({row.key_id for row in rows(work, Reporter)}) == 2
    assert contact(work) == contact(work, number=TWO) == KARIN


# Damage


def two_keys(work: Work) -> tuple[RegisterKey, RegisterKey]:
    """The key of inquiry one, and the next, of inquiry two."""
    keep(work)
    (old,) = rows(work, RegisterKey)
    shared_keys.spend(work.db)
    work.db.expire_all()
    keep(work, TWO)
    (new,) = [key for key in rows(work, RegisterKey) if key.id != old.id]
    return old, new


def test_a_damaged_grant_stops_no_other_as_keys_are_handed_over(work, olle):
    old, _ = two_keys(work)
    grant = work.db.get(RegisterGrant, (old.id, work.holder.id))
    grant.sealed = b"\x01" + bytes(80)
    work.db.flush()

    epochs.hand_over(work.db, work.holder, account(work))
    work.db.flush()

    his = work.holder_named(olle)
    assert contact(work, his, TWO) == KARIN
    with pytest.raises(NoRegisterKey):
        contact(work, his)


@pytest.mark.parametrize(
    "spoilt", [b"", b"\x01" + bytes(80), b"\x02"], ids=["empty", "zeros", "suite"]
)
def test_a_damaged_key_does_not_stop_the_slips_of_paper(work, olle, spoilt):
    old, _ = two_keys(work)
    old.for_recovery = spoilt
    work.db.flush()

    recovering.recover(work.db, work.site.founded.slips, "olle", work.day())
    work.db.flush()

    his = work.holder_named(olle)
    assert contact(work, his, TWO) == KARIN
    assert old.for_recovery == b""


def test_a_key_that_she_lacks_does_not_keep_an_officer_from_new_slips(work):
    keep(work)
    work.db.exec(delete(RegisterGrant))

    assert recovering.renew(work.db, work.holder, work.day())
    work.db.expire_all()
    assert {key.for_recovery for key in rows(work, RegisterKey)} == {b""}


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE register_key SET voucher = :zeros", "1 keys of the register that no"),
        ("UPDATE register_key SET year = 2025", "1 keys of the register that no"),
        ("DELETE FROM register_grant", "1 none holds"),
    ],
)
def test_doctor_says_so(desk_site, statement, said):
    with desk_site.store.writing() as db:
        logged(db, ONE)
        sealed.keep_reporter(db, desk_site.holder(), ONE, *KARIN, clock.today())
    (before,) = checks.check(desk_site.store)
    by_hand(desk_site.store, statement, zeros=bytes(64))

    (after,) = checks.check(desk_site.store)

    assert (before.level, after.level, after.check) == ("fine", "grave", "register-keys")
    assert said in after.says


# The page


def test_whoever_lacks_the_key_is_told_what_to_do(desk_site):
    def lacking() -> None:
        raise NoRegisterKey

    app = desk_site.app()
    app.add_url_rule("/desk/lacking", view_func=access.officer(lacking))
    browser = app.test_client()
    assert sign_in(browser, desk_site.ofelia).status_code == 303

    shown = browser.get("/desk/lacking")

    assert shown.status_code == 403
    assert "Be en kollega lämna över nycklarna till dig på nytt" in shown.text
