"""Search over lines to take and released answers, on SQLite (FTS5) and PostgreSQL (full text).

"What did we say last time?" Never over tickets, notes, reporters or questions' sealed parts:
whoever calls `index` hands over what may be found.

The database finds candidates, the newest first and never more than `MOST` for each reach, so that a
search takes about as long in a large register as in a small one; `ranking` puts them in order. Both
backends therefore answer with the same hits in the same order.

Tables (migration 0005): `search_text` has the texts, `number` grows as they are indexed. On SQLite
`search_words` is an FTS5 table with the same numbers; on PostgreSQL `search_text` has two further
columns.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from pressdesk.register import asking, ranking
from pressdesk.register.asking import Reach, Term
from pressdesk.register.ranking import Score, Shown

MOST = 40  # candidates for each reach, and hits of a search
SECURE_SINCE = (3, 42)  # SQLite whose FTS5 removes what is deleted at once
ADD_TEXT = "INSERT INTO search_text (kind, id, title, body) VALUES (:kind, :id, :title, :body)"
ADD_WORDS = """\
INSERT INTO search_words (rowid, exact_title, exact_body, plain_title, plain_body)
SELECT number, :exact_title, :exact_body, :plain_title, :plain_body
FROM search_text WHERE id = :id"""
ADD_VECTORS = """\
INSERT INTO search_text (kind, id, title, body, exact, plain)
VALUES (:kind, :id, :title, :body, CAST(:exact AS tsvector), CAST(:plain AS tsvector))"""
DROP_WORDS = (
    "DELETE FROM search_words WHERE rowid = (SELECT number FROM search_text WHERE id = :id)"
)
DROP_TEXT = "DELETE FROM search_text WHERE id = :id"
FIND_FTS5 = """\
SELECT number, kind, id, title, body FROM search_words
CROSS JOIN search_text ON number = search_words.rowid
WHERE search_words MATCH :asked ORDER BY search_words.rowid DESC LIMIT :most"""
FIND_EXACT = """\
SELECT number, kind, id, title, body FROM search_text
WHERE exact @@ CAST(:asked AS tsquery) ORDER BY number DESC LIMIT :most"""
FIND_PLAIN = """\
SELECT number, kind, id, title, body FROM search_text
WHERE plain @@ CAST(:asked AS tsquery) ORDER BY number DESC LIMIT :most"""
CLEAR_WORDS = "DELETE FROM search_words"
CLEAR_TEXT = "DELETE FROM search_text"
REBUILD_FTS5 = "INSERT INTO search_words (search_words) VALUES ('rebuild')"
REMOVE_AT_ONCE = "INSERT INTO search_words (search_words, rank) VALUES ('secure-delete', 1)"
REBUILD = "REINDEX TABLE search_text"


class SearchText(NamedTuple):
    """A text that may be found. Title and body are public already, or could be tomorrow."""

    kind: str
    id: str  # one for all kinds
    title: str
    body: str


class Hit(NamedTuple):
    """A text that was found."""

    kind: str
    id: str
    rank: int  # 1 is the best
    title: Shown
    snippet: Shown


class _Backend(NamedTuple):
    """How a database is spoken to. Each statement is run with the values of `folded`, or an id."""

    folded: Callable[[SearchText], dict[str, str]]
    asked: Callable[[tuple[Term, ...], Reach], str]
    add: tuple[str, ...]
    drop: tuple[str, ...]
    find: dict[Reach, str]
    clear: tuple[str, ...]
    rebuild: str


def index(db: Session, rows: Iterable[SearchText]) -> None:
    """Let texts be found; of an id that is there already, the new text and no longer the old."""
    last = {row.id: SearchText(*map(_storable, row)) for row in rows}
    drop(db, last)
    backend = _backend(db)
    _run(db, backend.add, [backend.folded(row) for row in last.values()])


def drop(db: Session, ids: Iterable[str]) -> None:
    """Let texts be found no longer; ids that are not there are passed over.

    Their words may still be in the file, until `rebuild` and `Store.settle`.
    """
    _run(db, _backend(db).drop, [{"id": id_} for id_ in ids])


def clear(db: Session) -> None:
    """Let nothing be found any longer."""
    _run(db, _backend(db).clear, [{}])


def rebuild(db: Session) -> None:
    """Write the index anew from the texts that are left.

    FTS5 before SQLite 3.42 only notes that a word was deleted. With `secure_delete` and after
    `Store.settle` the word is then in no file. On PostgreSQL call it in a transaction after the one
    that dropped; what was dropped lies in the table's pages until `VACUUM FULL search_text`.
    """
    _run(db, (_backend(db).rebuild,), [{}])
    if removes_at_once(db):
        _run(db, (REMOVE_AT_ONCE,), [{}])


def removes_at_once(db: Session) -> bool:
    """Whether this FTS5 can remove words as they are dropped; `rebuild` then tells it to."""
    dialect = db.get_bind().dialect
    version = getattr(dialect.dbapi, "sqlite_version_info", (0,))
    return dialect.name == "sqlite" and version >= SECURE_SINCE


def search(db: Session, typed: str, limit: int) -> list[Hit]:
    """What fits best to what somebody typed; `asking.read` says how that is read.

    What is spelt as typed comes before what differs in marks (far, får), and that before words that
    go on (skola, skolan); then title before body, then how often, then the newest.

    Args:
        typed: any text of any length.
        limit: hits, at most `MOST`.
    """
    terms = asking.read(typed)
    if not terms or limit < 1:
        return []
    best = sorted(_weighed(db, terms, limit))[:limit]
    return [
        Hit(
            row.kind, row.id, rank, ranking.marked(terms, row.title), ranking.shown(terms, row.body)
        )
        for rank, (_score, _age, row) in enumerate(best, 1)
    ]


def _weighed(
    db: Session, terms: tuple[Term, ...], limit: int
) -> list[tuple[Score, int, SearchText]]:
    """Candidates, from the nearest reach to the widest, until there are enough."""
    backend = _backend(db)
    found: dict[int, tuple[Score, int, SearchText]] = {}
    for reach in Reach:
        if len(found) >= limit and reach is not Reach.EXACT:
            break  # what is further away ranks behind all these
        values = {"asked": backend.asked(terms, reach), "most": MOST}
        for number, *columns in db.connection().execute(sa.text(backend.find[reach]), values):
            row = SearchText(*columns)
            score = ranking.weigh(terms, row.title, row.body) if number not in found else None
            if score is not None:
                found[number] = (score, -number, row)
    return list(found.values())


def _run(db: Session, statements: tuple[str, ...], values: list[dict[str, str]]) -> None:
    """Each statement for all values."""
    if not values:
        return
    for statement in statements:
        db.connection().execute(sa.text(statement), values)


def _storable(text: str) -> str:
    """A text without what PostgreSQL (NUL) or UTF-8 (lone surrogates) cannot hold."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def _columns(row: SearchText) -> dict[str, str]:
    """For FTS5: words in both forms, parted by spaces."""
    title, body = asking.words_of(row.title), asking.words_of(row.body)
    return row._asdict() | {
        "exact_title": " ".join(word.exact for word in title),
        "exact_body": " ".join(word.exact for word in body),
        "plain_title": " ".join(word.plain for word in title),
        "plain_body": " ".join(word.plain for word in body),
    }


def _vectors(row: SearchText) -> dict[str, str]:
    """For PostgreSQL: a vector for each form."""
    title, body = asking.words_of(row.title), asking.words_of(row.body)
    return row._asdict() | {
        "exact": asking.vector([word.exact for word in title], [word.exact for word in body]),
        "plain": asking.vector([word.plain for word in title], [word.plain for word in body]),
    }


def _backend(db: Session) -> _Backend:
    return BACKENDS[db.get_bind().dialect.name]


FTS5 = _Backend(
    folded=_columns,
    asked=asking.for_fts5,
    add=(ADD_TEXT, ADD_WORDS),
    drop=(DROP_WORDS, DROP_TEXT),
    find=dict.fromkeys(Reach, FIND_FTS5),
    clear=(CLEAR_WORDS, CLEAR_TEXT),
    rebuild=REBUILD_FTS5,
)
SERVER = _Backend(
    folded=_vectors,
    asked=asking.for_tsquery,
    add=(ADD_VECTORS,),
    drop=(DROP_TEXT,),
    find={
        Reach.TITLE: FIND_EXACT,
        Reach.EXACT: FIND_EXACT,
        Reach.PLAIN: FIND_PLAIN,
        Reach.BEGUN: FIND_PLAIN,
    },
    clear=(CLEAR_TEXT,),
    rebuild=REBUILD,
)
BACKENDS = {"sqlite": FTS5, "postgresql": SERVER}
