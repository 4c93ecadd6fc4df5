"""Search on real SQLite and real PostgreSQL: found, ranked, marked, and gone when dropped."""

import random
import sqlite3
from collections.abc import Iterator

import pytest
from sqlmodel import Session

from pressdesk.register import ranking, search
from pressdesk.register.asking import Reach, read
from pressdesk.register.search import SearchText
from pressdesk.storage import Store
from tests.searching import ROWS

pytestmark = pytest.mark.both(every=2)

TITLES = {row.title: row.id for row in ROWS}
GRAMMAR = [
    *"\"'()*:^-+&|!<>\\~@#%_{}[]/;,.?\x00\t\n",
    *["AND", "OR", "NOT", "NEAR(a b, 2)", "<->", ":*", "body:", "--", "/*", "😀", "”", "\ud800"],
    *["skola", "förskola", "hela staden", "e-post", "2024/112", "S:t", "fo\u0308r", "İ", "ß", "½"],
    *["привет", "学校", "\U0001e922", "ö" * 90, "kö*", '"hela', "%s", ":asked", "$1", "\\'"],
]


@pytest.fixture
def index(uncommitted: Store) -> Iterator[Session]:
    """An index of sixty answers."""
    with uncommitted.rehearsing() as db:
        search.index(db, ROWS)
        yield db


def titles(db: Session, typed: str, limit: int = 10) -> list[str]:
    known = {id_: title for title, id_ in TITLES.items()}
    return [known[hit.id] for hit in search.search(db, typed, limit)]


def test_marks_are_folded_to_find_and_kept_to_rank(index):
    assert titles(index, "forskola")[0] == "Forskola i äldre handlingar"
    assert set(titles(index, "forskola")) == {
        "Forskola i äldre handlingar",
        "Kö till förskola",
        "Förskolans öppettider",
        "Maten på förskolan",
    }
    assert titles(index, "förskola")[-1] == "Forskola i äldre handlingar"
    assert titles(index, '"far"')[0] == "Så far du fram i Slussen"
    assert titles(index, '"får"')[0] == "Stadens egna får"
    assert titles(index, "cafe")[0] == "Café i stadshuset"
    assert titles(index, "CAFÉ")[0] == "Café i stadshuset"


def test_what_is_spelt_as_typed_comes_before_all_that_is_not(index):
    found = titles(index, "får", 60)
    spelt_so = [" får" in text_of(title).casefold() for title in found]

    assert spelt_so == sorted(spelt_so, reverse=True)
    assert set(spelt_so) == {True, False}


def test_the_title_counts_more_than_the_body_and_words_side_by_side_more_than_apart(index):
    assert titles(index, "bygglov")[:2] == ["Bygglov för Atlas", "E-post om bygglov"]
    assert titles(index, "skola skärholmen")[0] == "Nedlagd skola i Skärholmen"
    assert titles(index, "bad båd")[0] == titles(index, "båd bad")[0] == "Båd och Bad"


def test_beginnings_phrases_and_what_is_written_together_are_found(index):
    assert titles(index, "snöröj") == ["Snöröjning på gångbanor"]
    assert titles(index, "snö* trappor") == []
    assert titles(index, '"hela staden"') == ["Simundervisning"]
    assert titles(index, '"staden hela"') == []
    assert titles(index, "e-post") == ["E-post om bygglov"]
    assert titles(index, "2024/112") == ["Bygglov för Atlas"]
    assert titles(index, "s:t erik")[0] == "S:t Eriks ögonsjukhus"
    assert titles(index, "lärare behöriga") == ["Lärare utan behörighet"]


def test_a_word_that_goes_on_is_found_after_those_that_end_there(index):
    assert titles(index, "förskola kö")[0] == "Kö till förskola"
    assert titles(index, "stambyte svensk")[0] == "Stambyte i Svenska Bostäder"
    assert titles(index, "plats barn") == ["Kö till förskola"]
    assert titles(index, "platser polisen") == ["Trygghetskameror"]
    assert titles(index, "mat köken") == ["Maten på förskolan"]  # Maten


def test_a_phrase_does_not_go_from_the_title_into_the_body(index):
    assert titles(index, '"färdtjänst regionen"') == []


def test_equal_texts_come_newest_first_and_no_more_than_asked_for(index):
    search.index(index, [SearchText("line", f"n{n}", "Nytt", "Samma ord") for n in range(9)])

    found = [hit.id for hit in search.search(index, "samma ord", 3)]

    assert found == ["n8", "n7", "n6"]
    assert [hit.rank for hit in search.search(index, "samma ord", 3)] == [1, 2, 3]
    assert search.search(index, "samma ord", 0) == []


def test_an_old_title_is_found_behind_any_number_of_newer_bodies(index):
    newer = [SearchText("answer", f"n{n}", "Svar", "Om råttor.") for n in range(search.MOST + 9)]
    search.index(index, newer)

    best = search.search(index, "råttor", 5)

    assert best[0].id == TITLES["Råttor på Medborgarplatsen"]


def test_three_hundred_queries_of_any_kind_are_no_error_and_rank_alike_on_both(
    file_store, postgres
):
    queries = list(three_hundred())
    with file_store.rehearsing() as here, postgres.rehearsing() as there:
        for db in (here, there):
            search.index(db, ROWS)

        for typed in queries:
            assert search.search(here, typed, 60) == search.search(there, typed, 60), typed

        found = sum(bool(search.search(here, typed, 1)) for typed in queries)
    assert found > 50


def three_hundred() -> Iterator[str]:
    """A hundred of words from the answers, a hundred of grammar, a hundred of anything."""
    chance = random.Random(6)
    words = " ".join(f"{row.title} {row.body}" for row in ROWS).split()
    for number in range(100):
        yield " ".join(chance.choices(words, k=1 + number % 3))
        yield chance.choice(["", " "]).join(chance.choices(GRAMMAR + words[:20], k=1 + number % 12))
        length = 10_000 if number % 20 == 0 else 40
        yield "".join(
            chr(chance.choice([chance.randrange(256), chance.randrange(0x11_0000)]))
            for _ in range(length)
        )


def test_a_text_indexed_again_is_found_by_its_new_words_only(index):
    changed = ROWS[0]._replace(title="Rotor", body="En \x00 och \ud800.")
    search.index(index, [ROWS[0], changed])

    assert [hit.id for hit in search.search(index, "rotor", 5)] == [ROWS[0].id]
    assert ROWS[0].id not in [hit.id for hit in search.search(index, "kö", 5)]


def test_what_is_dropped_is_not_found_before_or_after_rebuilding(store):
    with store.writing() as db:
        search.index(db, ROWS)
        search.drop(db, [TITLES["Simundervisning"], "never there"])
        before = titles(db, "staden", 60)
    with store.writing() as db:
        search.rebuild(db)
        after = titles(db, "staden", 60)
        search.index(db, ROWS)
        again = titles(db, "staden", 60)

    assert before == after
    assert "Simundervisning" not in after
    assert len(after) > 3
    assert "Simundervisning" in again


WORD = "xylofonkvartett"


@pytest.mark.of_the_file
def test_a_dropped_word_is_in_no_byte_of_the_files_once_rebuilt_and_settled(store):
    with store.writing() as db:
        search.index(db, [*ROWS, SearchText("line", "x", WORD.title(), f"Om {WORD} igen.")])
    store.settle()
    assert WORD in bytes_of(store)

    with store.writing() as db:
        search.drop(db, ["x"])
    store.settle()
    left_by_dropping = WORD in bytes_of(store)
    with store.writing() as db:
        search.rebuild(db)
        at_once = search.removes_at_once(db)
    store.settle()

    assert WORD not in bytes_of(store)
    assert left_by_dropping  # why it is rebuilt
    assert at_once is (sqlite3.sqlite_version_info >= (3, 42))


def bytes_of(store) -> str:
    """All files of the database. FTS5 shortens a word by what it shares with the one before."""
    files = sorted(store.path.parent.glob(store.path.name + "*"))
    return "".join(path.read_bytes().decode("latin-1") for path in files)


def test_a_snippet_marks_hits_and_is_a_stretch_of_the_text():
    body = "Inledning. " * 60 + "Här står <b>förskolan</b> i kö. " + "Slut. " * 60
    terms = read("forskolan kö")

    found = ranking.shown(terms, body)

    assert "".join(piece.text for piece in found.pieces) in body
    assert [piece.text for piece in found.pieces if piece.is_hit] == ["förskolan", "kö"]
    assert (found.more_before, found.more_after) == (True, True)
    assert sum(len(piece.text) for piece in found.pieces) <= ranking.SHOWN


@pytest.mark.parametrize("typed", ["saknas", "kö", "öppet för alla", '"alla barn"', "barn* barn"])
@pytest.mark.parametrize("row", ROWS[:6])
def test_pieces_joined_are_the_text_itself(typed, row):
    terms = read(typed)

    assert "".join(piece.text for piece in ranking.marked(terms, row.title).pieces) == row.title
    assert "".join(piece.text for piece in ranking.shown(terms, row.body).pieces) == row.body


def test_a_text_without_words_or_without_end_is_shown_in_part():
    assert ranking.shown(read("kö"), "").pieces == ()
    assert len(ranking.shown(read("kö"), "ö" * 900).pieces[0].text) == ranking.SHOWN


def test_an_index_that_folded_marks_away_would_rank_wrongly(index, monkeypatch):
    monkeypatch.setattr(ranking, "NEARNESS", (Reach.PLAIN, Reach.BEGUN))

    assert titles(index, '"far"')[0] != "Så far du fram i Slussen"


def text_of(title: str) -> str:
    row = next(row for row in ROWS if row.title == title)
    return f" {row.title} {row.body}"
