"""Promise 13: `/genomskinlighet` lists every table and column of the database with purpose,
precision and who can open it, in every language, and says who holds the recovery slips.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

import pytest

from pressdesk import config, create_app, inventory, languages
from pressdesk.inventory import Column, Opens
from pressdesk.storage import Store
from pressdesk.web import telling
from tests.both import by_hand, columns_of
from tests.conftest import SETTINGS
from tests.pages import Page, fetch, words

pytestmark = pytest.mark.both

Columns = dict[tuple[str, str], str]  # what stands of a column, by table and column

SPOKEN = {one.locale: one for one in languages.found()}
LOCALES = [pytest.param(locale, id=locale) for locale in SPOKEN]
INDEX = "search_words_"  # tables that the index keeps for itself begin so


def in_database(store: Store) -> set[tuple[str, str]]:
    """Every table and column, as the database itself tells."""
    return {
        (table, name)
        for table, names in columns_of(store).items()
        if not table.startswith(INDEX)
        for name in names
    }


def pages(store: Store, locale: str, **changed: object) -> list[Page]:
    """All pages on what is kept, found by following their links from the first."""
    client = create_app(config.parse(SETTINGS | changed), store).test_client()
    first = f"{SPOKEN[locale].prefix}{telling.PATH}"
    found: dict[str, Page] = {}
    ahead = [first]
    while ahead:
        path = ahead.pop()
        found[path] = fetch(client, path)
        links = [a.get("href", "") for a in found[path].root.find(".//main").iter("a")]
        ahead += [one for one in links if one.startswith(first) and one not in found]
    return list(found.values())


def told(page: Page) -> Iterator[tuple[tuple[str, str], str]]:
    """Each column that a page shows, with everything that it says of it."""
    for section in page.root.find(".//main").iter("section"):
        table = words(section.find("p/code"))
        for row in section.findall("dl/div"):
            yield (table, words(row.find("dt"))), packed(row.find("dd"))


def shown(fetched: list[Page]) -> Columns:
    return dict(pair for page in fetched for pair in told(page))


def own(fetched: list[Page]) -> set[str]:
    """The tables that are named without columns, at the end."""
    listed = [li for page in fetched for li in page.root.findall(".//main/ul/li/code")]
    return {words(one) for one in listed}


def packed(text: Element | str | None) -> str:
    """Without blanks, line breaks and capitals: easy Swedish has line breaks of its own."""
    plain = text if isinstance(text, str) else words(text)
    return "".join(plain.split()).casefold()


def told_in(fetched: list[Page]) -> str:
    return "".join(packed(page.root.find(".//main")) for page in fetched)


def said(locale: str, text: str) -> str:
    return packed(languages.words(locale).gettext(text))


def hidden(store: Store, locale: str) -> set[tuple[str, str]]:
    """Columns of the database that the pages do not show, and those that they invent."""
    fetched = pages(store, locale)
    kept = {each for each in in_database(store) if each[0] not in own(fetched)}
    return kept ^ set(shown(fetched))


def wrong(store: Store, locale: str) -> list[tuple[str, str]]:
    """Columns of which a page says something else than the reviewed inventory."""
    found = []
    for (table, name), text in shown(pages(store, locale)).items():
        column = inventory.COLUMNS[table][name]
        reader = telling.READERS[column.opens]
        lock = "Läses av:" if column.opens is Opens.CLEAR else "Låst för alla utom:"
        wanted = [column.purpose, "Hur exakt:", column.precision, lock, reader]
        if text != "".join(said(locale, one) for one in wanted):
            found.append((table, name))
    return found


@pytest.mark.parametrize("locale", LOCALES)
def test_every_column_of_the_database_is_shown_and_no_other(store, locale):
    assert len(in_database(store)) > 200
    assert hidden(store, locale) == set()


@pytest.mark.parametrize("locale", LOCALES)
def test_of_each_it_says_what_for_how_exact_and_who_can_read_it(store, locale):
    assert wrong(store, locale) == []


def test_no_table_is_left_out_but_for_the_parts_of_the_index(store):
    fetched = pages(store, "sv")
    tables = {table for table, _column in in_database(store)}

    assert tables - {table for table, _ in shown(fetched)} == own(fetched)
    assert own(fetched) == {"search_words", "alembic_version"}


@pytest.mark.parametrize("locale", LOCALES)
def test_no_column_stands_twice(store, locale):
    pairs = [pair for page in pages(store, locale) for pair, _text in told(page)]

    assert len(pairs) == len(set(pairs))


def test_a_column_that_is_added_to_a_table_only_would_be_seen(store):
    by_hand(store, "ALTER TABLE ticket ADD COLUMN workplace VARCHAR")

    assert hidden(store, "sv") == {("ticket", "workplace")}


def test_a_table_that_is_added_to_the_database_only_would_be_seen(store):
    by_hand(store, "CREATE TABLE visit (address VARCHAR)")

    assert hidden(store, "sv") == {("visit", "address")}


@pytest.mark.parametrize("locale", LOCALES)
def test_a_page_that_leaves_a_table_out_would_be_seen(store, monkeypatch, locale):
    honest = telling.tables_of

    monkeypatch.setattr(telling, "tables_of", lambda path: honest(path)[1:])

    assert ("ticket", "handle") in hidden(store, locale)


def test_a_page_that_leaves_a_column_out_would_be_seen(store, monkeypatch):
    honest = telling.tables_of

    def careless(path: str) -> list[telling.Table]:
        return [table._replace(rows=table.rows[:-1]) for table in honest(path)]

    monkeypatch.setattr(telling, "tables_of", careless)

    assert ("message", "sealed") in hidden(store, "sv")


def test_a_page_that_calls_what_is_open_locked_would_be_seen(store, monkeypatch):
    honest = telling.tables_of

    def lying(path: str) -> list[telling.Table]:
        rows = [[row._replace(is_locked=True) for row in table.rows] for table in honest(path)]
        return [table._replace(rows=one) for table, one in zip(honest(path), rows, strict=True)]

    monkeypatch.setattr(telling, "tables_of", lying)

    assert ("ticket", "week") in wrong(store, "sv")


def test_a_column_that_the_inventory_gets_is_shown_by_itself(store, monkeypatch):
    newcomer = Column("något som ingen har tänkt på", "en ny noggrannhet", Opens.TICKET)
    monkeypatch.setitem(inventory.COLUMNS, "newcomer", {"thing": newcomer})

    said_of_it = shown(pages(store, "sv"))["newcomer", "thing"]

    assert packed(newcomer.purpose) in said_of_it
    assert packed(telling.READERS[Opens.TICKET]) in said_of_it


@pytest.mark.parametrize("locale", LOCALES)
def test_every_way_of_opening_has_words_of_its_own(locale):
    everything = {said(locale, telling.READERS[opens]) for opens in Opens}

    assert len(everything - {""}) == len(Opens)


@pytest.mark.parametrize("locale", LOCALES)
def test_it_says_who_holds_the_recovery_slips(store, locale):
    holders = "säkerhetschefen <och> stadsjuristen"

    named = told_in(pages(store, locale, recovery_holders=holders))
    unnamed = told_in(pages(store, locale))

    nobody = "Vilka som har lapparna är inte ifyllt här än. Fråga %(organisation)s."
    blank = said(locale, nobody).replace("%(organisation)s", packed(SETTINGS["organisation"]))
    assert (packed(holders) in named, packed(holders) in unnamed) == (True, False)
    assert (blank in named, blank in unnamed) == (False, True)
