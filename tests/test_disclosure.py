"""Numbers, the list of a month, marks and masks: the rules, without a browser."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from pressdesk import clock, disclosure
from pressdesk.disclosure import Line, Mask, Span
from pressdesk.disclosure.numbers import number
from pressdesk.errors import BadMarks, MonthNotOver, NotFound
from pressdesk.keytables import EpochGrant, PurgeRecord, TicketKey
from pressdesk.tables import Outcome, State, Ticket
from pressdesk.vault import receipts
from tests.conftest import Desk
from tests.taskwork import ANSWER, working

pytestmark = pytest.mark.both

MARKED = "Solgläntan [[a]] \\"


@pytest.fixture
def work(desk_site: Desk):
    with working(desk_site) as work:
        yield work


# Numbers


def test_a_number_is_three_groups_that_nothing_of_a_ticket_shows_in(work):
    code = work.lodge()
    ticket = work.ticket(code)

    found = number(ticket.id)

    assert [len(group) for group in found.split("-")] == [4, 4, 4]
    assert set(found) <= {*receipts.SYMBOLS, "-"}
    assert found.replace("-", "").lower() not in ticket.id.hex + ticket.handle.hex()
    assert not code.startswith(found)


def test_numbers_of_ten_thousand_tickets_differ_and_use_all_their_bits():
    found = {number(uuid4()).replace("-", "") for _ in range(10_000)}

    assert len(found) == 10_000
    assert all(len({one[at] for one in found}) == 32 for at in range(12))


def test_a_number_stays_the_same():
    assert number(UUID(int=7)) == number(UUID(int=7)) != number(UUID(int=8))


def test_numbers_say_nothing_of_the_order_in_which_ids_were_drawn():
    ids = [UUID(int=n, version=4) for n in range(2_000)]
    drawn = [number(one) for one in ids]

    rising = sum(a < b for a, b in zip(drawn, drawn[1:], strict=False))

    assert 900 < rising < 1_100


@pytest.mark.parametrize("typed", ["{}", " {} ", "{:.9} {:.4}", "\u2013{}\u2013"])
def test_a_ticket_is_found_by_its_number_as_people_type_it(work, typed):
    ticket = work.ticket(work.lodge())
    work.lodge("En annan fråga.")
    whole = number(ticket.id)
    plain = typed.format(whole, whole[10:]) if typed.count("{") > 1 else typed.format(whole)

    assert disclosure.ticket_of(work.db, plain.lower()).id == ticket.id


def test_letters_that_are_no_symbols_are_read_as_the_digits_they_look_like(work):
    for _ in range(8):
        work.lodge()
    tickets = list(work.db.exec(select(Ticket)))

    for ticket in tickets:
        misread = number(ticket.id).replace("0", "O").replace("1", "I")
        assert disclosure.ticket_of(work.db, misread).id == ticket.id


@pytest.mark.parametrize("typed", ["", "4F2A", "4F2A-91XC-7KQ2", "å", "\0", "x" * 10_000])
def test_a_number_of_no_ticket_is_not_found(work, typed):
    work.lodge()

    with pytest.raises(NotFound):
        disclosure.ticket_of(work.db, typed)


def test_a_receipt_code_is_no_number(work):
    code = work.lodge()

    with pytest.raises(NotFound):
        disclosure.ticket_of(work.db, code)


# The list


@pytest.mark.parametrize(
    ("month", "first_day"),
    [
        ("2026-11", date(2026, 11, 30)),  # its last Thursday is the 26th
        ("2026-12", date(2027, 1, 4)),  # 31 December is a Thursday: week 53 is December's
        ("2027-01", date(2027, 2, 1)),
        ("2024-02", date(2024, 3, 4)),  # 29 February is a Thursday
    ],
)
def test_a_month_is_over_when_its_last_week_is(db, month, first_day):
    with pytest.raises(MonthNotOver) as early:
        disclosure.listed(db, month, first_day - timedelta(days=1))

    assert early.value.opens == first_day
    assert disclosure.listed(db, month, first_day) == []


@pytest.mark.parametrize(
    "month", ["", "2026", "2026-13", "2026-1", "9999-12", "2026-W40", "x" * 99]
)
def test_what_is_no_month_has_no_list(db, month):
    with pytest.raises(NotFound):
        disclosure.listed(db, month, date(2026, 11, 18))


def test_every_week_is_in_the_list_of_one_month(work):
    code = work.lodge()
    days = [date(2026, 1, 1) + timedelta(weeks=n) for n in range(160)]
    found = []

    for day in days:
        work.ticket(code).week = clock.week_of(day)
        work.db.flush()
        months = {clock.month_of(day + timedelta(days=n)) for n in (-7, 0, 7)}
        found.append([m for m in months if disclosure.listed(work.db, m, date(2030, 1, 1))])

    assert found == [[clock.month_of(day)] for day in days]  # Thursdays all


def test_the_list_is_by_week_and_then_by_number_whatever_came_first(work):
    codes = [work.lodge(f"Fråga {n}", days=(n % 2) * -7) for n in range(8)]
    work.close(codes[0], Outcome.ANSWERED)

    lines = disclosure.listed(work.db, "2026-11", work.day(12))

    wanted = [work.ticket(code) for code in codes]
    assert lines == sorted(Line(t.week, number(t.id), t.state) for t in wanted)
    assert {line.state for line in lines} == {State.NEW, State.CLOSED}
    assert Line._fields == ("week", "number", "state")


def test_what_its_writer_hid_is_listed_until_it_is_destroyed(work):
    code = work.lodge()
    number_ = number(work.ticket(code).id)
    work.decided(writer_may_delete="after-floor")
    work.delete(code)
    hidden = disclosure.listed(work.db, "2026-11", work.day(12))
    work.db.delete(work.ticket(code))
    work.db.flush()

    assert [(line.number, line.state) for line in hidden] == [(number_, State.CLOSED)]
    assert disclosure.listed(work.db, "2026-11", work.day(12)) == []


def test_months_run_from_the_founding_to_the_last_that_is_over(work):
    work.lodge()

    assert disclosure.months(work.db, work.day()) == []
    assert disclosure.months(work.db, work.day(12)) == ["2026-11"]
    assert disclosure.months(work.db, date(2027, 2, 3)) == ["2027-01", "2026-12", "2026-11"]


def test_what_was_destroyed_is_told_as_a_count_of_purge_records(db):
    for day, count in ((date(2026, 10, 31), 3), (date(2026, 11, 1), 4), (date(2026, 12, 2), 5)):
        db.add(PurgeRecord(day=day, decision="EX 2026/1", tickets=count))
    db.flush()

    assert disclosure.destroyed_since(db, "2026-11") == 9
    assert disclosure.destroyed_since(db, "2027-01") == 0


# A ticket


def test_everything_but_notes_and_drafts_is_in_the_record(work):
    code = work.lodge(kinds=("company",), topic="it", media="web")
    work.note(code)
    work.answer(code)
    work.close(code, Outcome.ARRANGED)

    record = disclosure.show(work.db, work.holder, work.ticket(code).id)

    assert [said.text for said in record.messages] == ["En reporter har ringt om våra öppettider. "
                                                       "Vad får jag säga?", ANSWER]  # fmt: skip
    assert (record.particulars.topic, record.outcome) == ("it", Outcome.ARRANGED)
    assert record.number == number(work.ticket(code).id)


def test_a_record_whose_key_is_gone_is_not_found(work):
    code = work.lodge()
    ticket_id = work.ticket(code).id
    row = work.db.get(TicketKey, work.ticket(code).handle)
    row.for_epoch = row.for_receipt = None
    work.db.flush()

    with pytest.raises(NotFound):
        disclosure.show(work.db, work.holder, ticket_id)


def test_an_officer_who_does_not_hold_the_epoch_opens_no_record(work):
    ticket_id = work.ticket(work.lodge()).id
    for grant in work.db.exec(select(EpochGrant)).all():
        work.db.delete(grant)
    work.db.flush()

    with pytest.raises(NotFound):
        disclosure.show(work.db, work.holder, ticket_id)


# Marks

texts = st.text(st.sampled_from("[]\\ab\nå "), max_size=30)


@st.composite
def with_spans(draw):
    text = draw(texts)
    edges = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8, unique=True)))
    return text, [Span(*pair) for pair in zip(edges[::2], edges[1::2], strict=False)]


@given(with_spans())
def test_what_is_marked_is_read_back_whatever_brackets_the_text_has(made):
    text, spans = made

    assert disclosure.read(disclosure.marked(text, spans), text) == spans


@given(texts, texts)
def test_a_text_is_read_as_itself_only_or_not_at_all(written, text):
    """However a text comes back: if it is taken, the words are the ticket's own."""
    bare = str.maketrans("", "", "[]\\")

    try:
        spans = disclosure.read(written, text)
    except BadMarks:
        return

    assert written.translate(bare) == text.translate(bare)
    assert all(0 <= s.start < s.end <= len(text) for s in spans)


@pytest.mark.parametrize(
    ("written", "text", "masked"),
    [
        ("Hej [[Anna]]!", "Hej Anna!", ["Anna"]),
        ("[[Anna]][[ Ek]]", "Anna Ek", ["Anna", " Ek"]),
        ("[[[Anna]]]", "[Anna]", ["[Anna]"]),
        ("[[a\n\nb]]", "a\n\nb", ["a\n\nb"]),
        ("\\[\\[inget\\]\\]", "[[inget]]", []),
        ("[ett] [två]", "[ett] [två]", []),
        ("C:\\\\x", "C:\\x", []),
    ],
)
def test_marks_are_read_as_people_write_them(written, text, masked):
    assert [text[s.start : s.end] for s in disclosure.read(written, text)] == masked


@pytest.mark.parametrize(
    ("written", "reason", "position"),
    [
        ("Anna [[Ek", "unclosed", 5),
        ("Anna Ek]]", "unopened", 7),
        ("[[Anna [[Ek]]]]", "nested", 7),
        ("Anna [[]]Ek", "empty", 7),
        ("Anna ek", "changed", 5),
        ("Anna", "changed", 4),
        ("Anna Ek.", "changed", 7),
    ],
)
def test_marks_that_are_wrong_say_how_and_where(written, reason, position):
    with pytest.raises(BadMarks) as fault:
        disclosure.read(written, "Anna Ek")

    assert (fault.value.reason, fault.value.position) == (reason, position)


@given(with_spans())
def test_pieces_hold_everything_but_what_is_masked(made):
    text, spans = made

    pieces = disclosure.pieces(text, [Mask(span, "§") for span in spans])

    kept = "".join(c for at, c in enumerate(text) if not any(s.start <= at < s.end for s in spans))
    assert "".join(words for words, _ in pieces) == kept
    assert sum(section == "§" for _, section in pieces) == len(spans)


def test_words_are_found_wherever_they_stand_but_not_in_what_is_masked():
    text = "Anna, ANNA och Hanna"

    found = disclosure.occurrences(text, "anna", [Span(0, 4)])

    assert found == [Span(6, 10), Span(16, 20)]


@pytest.mark.parametrize("words", ["(", "[a", ".*", "\\"])
def test_words_to_mask_are_no_pattern(words):
    assert disclosure.occurrences(f"x{words}y", words, []) == [Span(1, 1 + len(words))]


@pytest.mark.parametrize(
    ("section", "words", "is_told"),
    [
        ("OSL 39 kap. 3 §", "Karin", False),
        ("OSL 39 kap. 3 §, karin", " Karin ", True),
        ("OSL 39 kap. 3 §", "§", False),
        ("OSL 39 kap. 3 § karin.holm@example.se", "annat", True),
    ],
)
def test_a_section_that_gives_away_what_it_hides_is_seen(section, words, is_told):
    assert disclosure.tells(section, words) is is_told
