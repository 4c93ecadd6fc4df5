"""The site's own lists: seeded, found as they are typed, renamed everywhere, kept while used."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlmodel import Session, select

from pressdesk.errors import BadEntry, NotFound
from pressdesk.figures.declared import NOT_SAID
from pressdesk.figures.shapes import CATEGORIES
from pressdesk.register import lists, names, seeds
from pressdesk.register.lists import Listed
from pressdesk.register.words import Channel
from pressdesk.registertables import Inquiry, InquiryUnit, Line, Outlet, Unit
from pressdesk.staff import accounts
from tests.conftest import TODAY

pytestmark = pytest.mark.both

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)


@pytest.fixture
def db(store) -> Iterator[Session]:
    """Seeded lists; nothing is committed."""
    with store.rehearsing() as db:
        lists.seed(db)
        yield db


def asked(db: Session, number: int = 2026000001, **more: object) -> Inquiry:
    """An inquiry of an outlet that is added with it."""
    lists.find_or_add_outlet(db, "Exempelbladet")
    given = {"outlet": "Exempelbladet", "unit": "Bromma", "question": "Vad?"} | more
    row = Inquiry(number=number, received_at=NOW, channel=Channel.PHONE, **given)
    db.add(row)
    db.flush()
    return row


def test_a_new_site_has_units_and_topics_and_no_outlet(store):
    with store.writing() as db:
        accounts.found(db, "ofelia", "clara", TODAY)

    with store.reading() as db:
        assert (len(lists.units(db)), len(lists.topics(db)), lists.outlets(db)) == (47, 14, [])
        assert {unit.area for unit in lists.units(db)} == set(seeds.UNITS)


def test_seeding_again_changes_nothing_that_the_site_has_made_its_own(db):
    for topic in lists.topics(db):
        lists.remove(db, Listed.TOPIC, topic.name)
    lists.rename(db, Listed.UNIT, "Bromma", "Västerort")

    lists.seed(db)

    assert lists.topics(db) == []
    assert {"Västerort"} == {unit.name for unit in lists.units(db)} & {"Bromma", "Västerort"}


def test_names_stand_in_swedish_order(db):
    shown = [unit.name for unit in lists.units(db)]
    some = ["Stadsarkivet", "Stockholm Parkering", "Svenska Bostäder", "Södermalm"]

    assert [name for name in shown if name in some] == some
    assert shown[-2:] == ["Äldreförvaltningen", "Överförmyndarförvaltningen"]
    assert sorted(["öl", "zon", "Ål", "Äng", "Éva", "eva"], key=names.in_order) == [
        *["eva", "Éva", "zon", "Ål", "Äng", "öl"]
    ]


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        ("södermalm", "Södermalm"),
        ("  SÖDER ", "Södermalm"),
        ("so\u0308dermalm", "Södermalm"),
        ("sisab", "SISAB"),
        ("stockholm  vatten", "Stockholm Vatten och Avfall"),
        ("överf", "Överförmyndarförvaltningen"),
        ("S:t Erik F", "S:t Erik Försäkring"),
    ],
)
def test_a_unit_is_found_by_its_name_or_by_a_beginning_that_is_its_own(db, typed, unit):
    assert lists.find_unit(db, typed) == unit


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        *[("", "empty"), (" \t\x00", "empty"), ("stockholm", "unclear"), ("s", "unclear")],
        *[("soder", "unknown"), ("malm", "unknown"), ("å" * 5_000, "unknown"), ("%", "unknown")],
    ],
)
def test_what_is_no_unit_is_refused_with_the_reason(db, typed, reason):
    with pytest.raises(BadEntry) as refused:
        lists.find_unit(db, typed)

    assert refused.value.reason == reason


def test_a_whole_name_wins_over_longer_ones_that_it_begins(db):
    lists.add(db, Listed.TOPIC, "skola")

    assert lists.find_topic(db, "Skola") == "skola"
    assert lists.find_topic(db, "skola o") == "Skola och förskola"


def test_an_outlet_that_is_typed_is_found_or_added(db):
    new = lists.find_or_add_outlet(db, " Exempel\u00adbladet  Norr ", "daily")
    same = lists.find_or_add_outlet(db, "exempel bladet NORR", "web")

    assert (new.name, new.media) == ("Exempel bladet Norr", "daily")
    assert same is new
    assert [row.name for row in lists.outlets(db)] == ["Exempel bladet Norr"]


def test_a_name_is_renamed_wherever_it_stands(db):
    row = asked(db, passed_to="Bromma", facts_from="Bromma")
    db.add_all([InquiryUnit(number=row.number, unit="Bromma"), Line(id=1, unit="Bromma")])
    db.flush()

    lists.rename(db, Listed.UNIT, "Bromma", "Västerort")
    lists.rename(db, Listed.OUTLET, "Exempelbladet", "EXEMPELBLADET")

    assert (row.unit, row.passed_to, row.facts_from, row.outlet) == (
        *["Västerort"] * 3,
        "EXEMPELBLADET",
    )
    assert db.exec(select(InquiryUnit.unit)).all() == ["Västerort"]
    assert db.exec(select(Line.unit)).all() == ["Västerort"]
    assert lists.find_unit(db, "västerort") == "Västerort"


@pytest.mark.parametrize(
    ("kind", "name", "where"),
    [
        (Listed.UNIT, "Farsta", {"unit": "Farsta"}),
        (Listed.UNIT, "Farsta", {"passed_to": "Farsta"}),
        (Listed.UNIT, "Farsta", {"facts_from": "Farsta"}),
        (Listed.TOPIC, "Miljö", {"topic": "Miljö"}),
        (Listed.OUTLET, "Exempelbladet", {}),
    ],
)
def test_what_is_used_is_not_removed_but_retired(db, kind, name, where):
    asked(db, **where)

    with pytest.raises(BadEntry, match="in-use"):
        lists.remove(db, kind, name)
    lists.retire(db, kind, name)

    everything = {Listed.UNIT: lists.units, Listed.TOPIC: lists.topics}.get(kind, lists.outlets)
    assert name not in {row.name for row in everything(db)}
    assert name in {row.name for row in everything(db, all=True)}
    lists.restore(db, kind, name)
    assert name in {row.name for row in everything(db)}


def test_what_nobody_uses_is_removed(db):
    asked(db)
    lists.remove(db, Listed.UNIT, "Farsta")

    with pytest.raises(BadEntry, match="unknown"):
        lists.find_unit(db, "Farsta")
    assert not lists.is_used(db, Listed.UNIT, "Farsta")


def test_a_retired_unit_is_found_by_its_whole_name_and_no_beginning(db):
    lists.retire(db, Listed.UNIT, "Farsta")

    assert lists.find_unit(db, "farsta") == "Farsta"
    with pytest.raises(BadEntry, match="unknown"):
        lists.find_unit(db, "fars")


@pytest.mark.parametrize(
    ("name", "more", "reason"),
    [
        (" ", {}, "empty"),
        ("x" * 81, {}, "long"),
        ("BROMMA", {}, "taken"),
        ("Ny enhet", {"area": "x" * 81}, "area"),
    ],
)
def test_a_name_that_cannot_stand_is_refused_with_the_reason(db, name, more, reason):
    with pytest.raises(BadEntry, match=reason):
        lists.add(db, Listed.UNIT, name, **more)

    assert len(lists.units(db, all=True)) == 47


def test_a_name_of_another_is_refused_and_ones_own_may_be_cased_anew(db):
    with pytest.raises(BadEntry, match="taken"):
        lists.rename(db, Listed.UNIT, "Bromma", "farsta")
    with pytest.raises(BadEntry, match="long"):
        lists.rename(db, Listed.UNIT, "Bromma", "x" * 81)

    assert lists.rename(db, Listed.UNIT, "Bromma", "BROMMA") == "BROMMA"


@pytest.mark.parametrize("act", [lists.retire, lists.restore, lists.remove])
@pytest.mark.parametrize("kind", Listed)
def test_a_name_that_is_not_there_is_not_found(db, act, kind):
    with pytest.raises(NotFound):
        act(db, kind, "finns inte")
    with pytest.raises(NotFound):
        lists.rename(db, kind, "finns inte", "alls")


def test_kinds_of_media_are_those_that_figures_count(db):
    lists.find_or_add_outlet(db, "Exempelbladet")
    lists.set_media(db, "Exempelbladet", "agency")
    lists.set_area(db, "Bromma", " Västra  staden ")

    assert db.get(Outlet, "Exempelbladet").media == "agency"
    assert db.get(Unit, "Bromma").area == "Västra staden"
    assert (*seeds.MEDIA, NOT_SAID) == CATEGORIES["media"]
    with pytest.raises(BadEntry, match="unknown"):
        lists.set_media(db, "Exempelbladet", "stormedia")
