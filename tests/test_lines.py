"""Lines to take: written, checked, gone back to, withdrawn, copied, found again."""

import pytest
from sqlmodel import select

from pressdesk import clock, lines
from pressdesk.errors import BadLine, NotFound, Stale, WrongState
from pressdesk.lines import Show
from pressdesk.register.standing import Step
from pressdesk.registertables import LineText
from tests.lining import FACTS, GIVEN, answered, day, inquiry, line, stepped

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("wall_clock")]


def revise(db, made, **changed):
    given = GIVEN._replace(**changed)
    return lines.revise(db, made.id, made.version, given, clock.now(), clock.today())


def titles(entries) -> list[str]:
    return [entry.text.title for entry in entries]


def test_lines_say_what_was_given_and_are_checked_on_the_day_they_were_written(db):
    made = line(db, "  Kö till \n förskola ", valid_until=day(7))

    entry = lines.show(db, made.id)

    assert (entry.text.title, entry.text.facts) == ("Kö till förskola", FACTS)
    assert (entry.text.checked_on, entry.text.valid_until) == (day(0), day(7))
    assert (entry.line.unit, entry.line.version, entry.text.version) == ("Farsta", 1, 1)


@pytest.mark.parametrize(
    ("reason", "changed"),
    [
        ("title", {"title": "  "}),
        ("facts", {"facts": "\n"}),
        ("unit", {"unit": "Atlantis"}),
        ("quoted", {"quoted": " "}),
        ("quote", {"quote": ""}),
        ("checked", {"checked_on": 1}),
        ("valid", {"valid_until": -1}),
        ("long", {"title": "x" * (lines.TITLE_CHARACTERS + 1)}),
        ("long", {"facts": "x" * (lines.FACTS_CHARACTERS + 1)}),
        ("long", {"quote": "x" * (lines.QUOTE_CHARACTERS + 1)}),
    ],
)
def test_lines_that_lack_something_are_refused_with_the_reason_and_not_kept(db, reason, changed):
    made = line(db)
    changed = {k: day(v) if isinstance(v, int) else v for k, v in changed.items()}

    with pytest.raises(BadLine) as refused:
        revise(db, made, **changed)
    with pytest.raises(BadLine):
        lines.write(db, GIVEN._replace(**changed), clock.now(), clock.today())

    assert refused.value.reason == reason
    assert len(db.exec(select(LineText)).all()) == 1


def test_every_save_is_a_version_and_the_older_ones_stay_as_they_were(db):
    made = line(db)
    revise(db, made, facts="Kön är borta.")
    revise(db, made, facts="Kön är borta.", title="Ingen kö")

    newest, middle, first = lines.history(db, made.id)

    assert [v.text.version for v in (newest, middle, first)] == [3, 2, 1]
    assert first.text.facts == FACTS
    assert "".join(p.text for p in newest.title if p.how != "gone") == "Ingen kö"
    assert "".join(p.text for p in newest.title if p.how != "added") == GIVEN.title
    assert {p.how for p in newest.facts} == {""}


def test_saving_what_stands_already_makes_no_version(db):
    made = line(db)

    revise(db, made)

    assert made.version == 1
    assert len(lines.history(db, made.id)) == 1


def test_who_saves_after_somebody_else_is_told_and_overwrites_nothing(db):
    made = line(db)
    revise(db, made, facts="Hennes.")

    with pytest.raises(Stale):
        lines.revise(db, made.id, 1, GIVEN._replace(facts="Mina."), clock.now(), clock.today())

    assert lines.show(db, made.id).text.facts == "Hennes."


def test_going_back_makes_a_new_version_of_the_old_text_with_the_newest_last_day(db):
    made = line(db, valid_until=day(2), checked_on=day(-9))
    revise(db, made, facts="Fel.", valid_until=day(30))

    lines.go_back(db, made.id, 2, 1, clock.now(), clock.today())

    entry = lines.show(db, made.id)
    assert (entry.text.version, entry.text.facts, entry.text.valid_until) == (3, FACTS, day(30))
    assert entry.text.checked_on == day(-9)  # an old text has no newer facts
    assert len(lines.history(db, made.id)) == 3


@pytest.mark.parametrize("to", [0, 2, 99])
def test_there_is_no_going_back_to_what_never_was(db, to):
    made = line(db)

    with pytest.raises(NotFound):
        lines.go_back(db, made.id, 1, to, clock.now(), clock.today())

    assert made.version == 1


def test_to_check_takes_one_act_and_shows_in_the_history_as_nothing_else(db, wall_clock):
    made = line(db)
    wall_clock.shift(3 * 86_400)

    lines.check(db, made.id, 1, clock.now(), clock.today())
    lines.check(db, made.id, 2, clock.now(), clock.today())

    newest, first = lines.history(db, made.id)
    assert (newest.text.checked_on, first.text.checked_on) == (day(0), day(-3))
    assert (newest.is_check, first.is_check) == (True, False)


def test_lines_are_valid_with_their_last_day_and_expired_the_day_after(db, wall_clock):
    line(db, "Till i dag", valid_until=day(0))
    line(db, "Alltid")

    before = titles(lines.valid(db, clock.today()))
    wall_clock.shift(86_400)
    after = titles(lines.valid(db, clock.today()))

    assert (before, after) == (["Alltid", "Till i dag"], ["Alltid"])
    assert titles(lines.everything(db, Show.EXPIRED, clock.today())) == ["Till i dag"]


def test_a_last_day_that_has_gone_may_stay_when_something_else_is_put_right(db, wall_clock):
    made = line(db, valid_until=day(0))
    gone = day(0)
    wall_clock.shift(2 * 86_400)

    revise(db, made, facts="Rättat.", valid_until=gone)

    assert lines.show(db, made.id).text.facts == "Rättat."


def test_lists_are_in_swedish_order_and_by_unit(db):
    for title in ("Öar", "åkrar", "Zoo", "ängar"):
        line(db, title)
    line(db, "Annat", unit="Bromma")

    found = titles(lines.everything(db, Show.VALID, clock.today(), unit="Farsta"))

    assert found == ["Zoo", "åkrar", "ängar", "Öar"]


def test_withdrawn_lines_are_not_valid_not_found_and_come_back_as_they_were(db):
    made = line(db)
    lines.withdraw(db, made.id, 1)
    gone = (lines.valid(db, clock.today()), found(db, "förskola"))

    lines.restore(db, made.id, 1)

    assert gone == ([], [])
    assert titles(lines.valid(db, clock.today())) == found(db, "förskola") == [GIVEN.title]
    assert len(lines.history(db, made.id)) == 1


@pytest.mark.parametrize("act", [lines.withdraw, lines.restore])
def test_withdrawing_and_restoring_twice_is_refused(db, act):
    made = line(db)
    lines.withdraw(db, made.id, 1)
    if act is lines.restore:
        lines.restore(db, made.id, 1)

    with pytest.raises(WrongState):
        act(db, made.id, 1)

    assert made.is_withdrawn is (act is lines.withdraw)


def found(db, typed: str) -> list[str]:
    hits = lines.find(db, typed, clock.today(), 20)
    return [hit.entry.text.title if hit.entry else hit.inquiry.outlet for hit in hits]


def test_searching_follows_each_save(db):
    made = line(db)
    revise(db, made, title="Badvatten", facts="Proverna är rena.")

    assert found(db, "badvatten") == found(db, "proverna") == ["Badvatten"]
    assert found(db, "förskola") == []


def test_an_edit_of_withdrawn_lines_does_not_let_them_be_found(db):
    made = line(db)
    lines.withdraw(db, made.id, 1)

    revise(db, made, title="Badvatten")

    assert found(db, "badvatten") == []


def test_searching_finds_lines_and_what_was_said_and_nothing_that_was_not_released(db):
    line(db)
    said = inquiry(db, "Sagt")
    answered(db, said, "Kön till förskolan är tre månader.")
    waits = inquiry(db, "Väntar", "Om förskolan?")
    stepped(db, waits, Step.TAKE)
    stepped(db, waits, Step.PROPOSE, text="Utkast om förskolan.")

    assert sorted(found(db, "förskola")) == ["Kö till förskola", "Sagt"]
    assert found(db, "utkast") == []


@pytest.mark.parametrize("typed", ["", "  ", "'\"", "(", "a OR", "\x00", "%", "😀", "-", "***"])
def test_searching_takes_whatever_is_typed(db, typed):
    line(db)

    assert found(db, typed) == []


def test_a_hit_on_lines_says_that_they_have_expired_from_the_day_after_their_last(db, wall_clock):
    line(db, valid_until=day(0))
    (before,) = lines.find(db, "förskola", clock.today(), 20)
    wall_clock.shift(86_400)

    (after,) = lines.find(db, "förskola", clock.today(), 20)

    assert (before.is_expired, after.is_expired) == (False, True)


@pytest.mark.parametrize(
    ("quote", "quoted", "ends"),
    [
        ("Ingen ska vänta", "direktören", "\n\n”Ingen ska vänta”, säger direktören."),
        ("”Ingen ska vänta”", "direktören", "\n\n”Ingen ska vänta”, säger direktören."),
        ("", "", "Farsta."),
    ],
)
def test_an_answer_is_the_facts_and_the_quote_with_the_role_that_says_it(db, quote, quoted, ends):
    made = line(db, quote=quote, quoted=quoted)

    text = lines.copied(db, made.id, clock.today()).text

    assert text.startswith(FACTS)
    assert text.endswith(ends)


@pytest.mark.parametrize("reason", ["expired", "withdrawn"])
def test_lines_that_should_not_be_used_are_copied_only_by_somebody_who_says_so(
    db, wall_clock, reason
):
    made = line(db, valid_until=day(0) if reason == "expired" else None)
    if reason == "withdrawn":
        lines.withdraw(db, made.id, 1)
    wall_clock.shift(86_400)

    with pytest.raises(BadLine) as refused:
        lines.copied(db, made.id, clock.today())

    assert refused.value.reason == reason
    assert lines.copied(db, made.id, clock.today(), anyway=True).version == 1


def test_what_was_really_said_is_shown_beside_what_the_lines_said_then(db):
    made = line(db, quote="", quoted="")
    answered(db, inquiry(db, "Som det stod"), FACTS, made)
    answered(db, inquiry(db, "Ändrat"), FACTS.replace("tre", "fyra"), made)
    answered(db, inquiry(db, "Utan budskap"), FACTS)
    revise(db, made, facts="Något nytt.")

    changed, same = lines.said(db, made.id)[0]

    assert [changed.inquiry.outlet, same.inquiry.outlet] == ["Ändrat", "Som det stod"]
    assert (changed.is_changed, same.is_changed) == (True, False)
    assert [p.text for p in changed.changes if p.how] == ["tre", "fyra"]


def test_what_was_said_comes_in_pages_with_nothing_twice_and_nothing_missed(db):
    made = line(db)
    for number in range(23):
        answered(db, inquiry(db, f"Redaktion {number}"), FACTS, made)

    seen, after = lines.said(db, made.id)
    while after:
        more, after = lines.said(db, made.id, before=after)
        seen += more

    assert [one.inquiry.outlet for one in seen] == [f"Redaktion {n}" for n in range(22, -1, -1)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        ("a", ""),
        ("", "a"),
        ("ett två", "ett tre två"),
        ("a\nb " * 3_000, "a\nc " * 3_000),
    ],
)
def test_differences_leave_nothing_of_either_text_out(before, after):
    pieces = lines.differences(before, after)

    assert "".join(p.text for p in pieces if p.how != "gone") == after
    assert "".join(p.text for p in pieces if p.how != "added") == before
