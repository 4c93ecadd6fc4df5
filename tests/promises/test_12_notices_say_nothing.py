"""Promise 12: the mails of a day are as many, as long and the same, whether there is work or not.

A mailbox and the log of a mail server are public records. So two desks live through the same two
days, one without and one with many questions, and everything that leaves them is put side by side.
"""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa

from pressdesk import clock, config, desk, notices, storage
from pressdesk.cli import notices as job
from pressdesk.storage import FileStore
from pressdesk.tables import Ticket, Wanted
from tests.conftest import QUESTION, SETTINGS, Desk, fields, found, lodged, ref_of, serving
from tests.mailserver import Box, Received, mail_server, settings_for, silent_server
from tests.promises import wire

pytestmark = pytest.mark.both

QUESTIONS = 50
HALF_HOURS = 2 * 24 * 2
Job = Callable[[Any], None]
WRITTEN = re.compile(r"\b(?:FROM|INTO|UPDATE|JOIN)\s+\"?(\w+)", re.IGNORECASE)


class Left(NamedTuple):
    """What mail shows of two days at a desk."""

    letters: list[Received]
    when: list[str]
    verbs: list[str]
    log: list[str]
    rows: list[Any]


@pytest.fixture
def two_worlds(tmp_path, wall_clock, caplog) -> Callable[..., tuple[Left, Left]]:
    """Two days at a desk where nobody asks, and at one where many do."""

    def lived(
        act: Job = job.send_due, is_down: bool = False, language: str = "sv"
    ) -> tuple[Left, Left]:
        given = {"is_down": is_down, "language": language}
        quiet = _lived(tmp_path / "quiet", wall_clock, caplog, act, questions=0, **given)
        busy = _lived(tmp_path / "busy", wall_clock, caplog, act, questions=QUESTIONS, **given)
        return quiet, busy

    start = clock.now()
    yield lived
    wall_clock.move_to(start)


@pytest.mark.parametrize("language", ["sv", "sv@easy", "en"])
def test_mail_is_the_same_to_the_last_byte_with_and_without_work(two_worlds, language):
    quiet, busy = two_worlds(language=language)

    assert quiet == busy
    assert len(quiet.letters) == 6
    assert len({len(letter.content) for letter in quiet.letters}) == 1


def test_what_is_tried_again_is_the_same_too(two_worlds):
    quiet, busy = two_worlds(is_down=True)

    assert quiet == busy
    assert quiet.letters == []
    assert len(quiet.verbs) > 40


def _lived(
    home: Path, wall_clock, caplog, act: Job, *, questions: int, is_down: bool, language: str = "sv"
) -> Left:
    home.mkdir()
    wall_clock.move_to(notices.instant_of("2026-11-16 00"))
    with mail_server() as post, _desk(home, post, language) as site:
        post.refuse = {"RCPT": "450 later"} if is_down else {}
        caplog.clear()
        when = []
        for step in range(HALF_HOURS):
            if step * questions // HALF_HOURS > (step - 1) * questions // HALF_HOURS:
                _ask(site, step)
            had = len(post.letters)
            act(site.site)
            when += [f"{clock.now():%d %H:%M}"] * (len(post.letters) - had)
            wall_clock.shift(timedelta(minutes=30))
        log = [r.getMessage() for r in caplog.records if not r.name.startswith("mail")]
        with site.store.reading() as db:
            rows = db.execute(sa.text("SELECT * FROM notice ORDER BY slot")).all()
        assert _count(site) == questions
        return Left(post.letters, when, post.verbs, log, [tuple(row) for row in rows])


def _ask(site: Desk, number: int) -> None:
    """A question; every third is urgent, and answered."""
    text, is_urgent = f"Fråga nummer {number}. Vad får jag säga?", number % 3 == 0
    lodged(site, text, wanted=Wanted.NOW if is_urgent else Wanted.LATER)
    if is_urgent:
        with site.store.writing() as db:
            desk.answer(db, site.holder(), ref_of(site, text), 1, "Vad du vill.", clock.today())


@contextmanager
def _desk(home: Path, post: Box, language: str = "sv") -> Iterator[Desk]:
    store = FileStore(home / storage.DATABASE, busy_milliseconds=500)
    storage.upgrade(store)
    yield found(
        store, config.parse(SETTINGS | post.settings() | {"notice_language": language}), home
    )
    store.close()


def counting_what_waits(site: Any) -> None:
    """Broken on purpose: the letter says how many wait."""
    real = notices.write
    with site.store.reading() as db:
        waiting = len(db.exec(sa.select(Ticket)).all())
    try:
        job.notices.write = lambda *given: real(*given) + f"{waiting}\r\n".encode()
        job.send_due(site)
    finally:
        job.notices.write = real


def sparing_mail(site: Any) -> None:
    """Broken on purpose: no letter goes when nothing waits."""
    with site.store.reading() as db:
        is_idle = not db.exec(sa.select(Ticket)).all()
    if not is_idle:
        job.send_due(site)


@pytest.mark.parametrize("careless", [counting_what_waits, sparing_mail])
def test_a_letter_that_tells_or_is_spared_would_be_seen(two_worlds, careless):
    quiet, busy = two_worlds(careless)

    assert quiet != busy


def test_no_table_but_that_of_the_letters_is_read_on_the_way(desk_site):
    with mail_server() as post:
        site = desk_site.with_settings(**post.settings())
        lodged(site)
        tables = _touched(site, job.send_due)

    assert tables == {"notice"}
    assert len(post.letters) == 1
    assert "ticket" in _touched(site, counting_what_waits)  # a look would be seen


def _touched(site: Desk, act: Job) -> set[str]:
    """Tables that stand in the statements of an act."""
    said: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        said.append(statement)

    sa.event.listen(site.store.engine, "before_cursor_execute", note)
    act(site.site)
    sa.event.remove(site.store.engine, "before_cursor_execute", note)
    return {table for statement in said for table in WRITTEN.findall(statement)}


def test_nobody_sees_to_whom_else_it_goes_nor_from_which_machine(desk_site):
    with mail_server() as post:
        site = desk_site.with_settings(**post.settings())
        job.send_due(site.site)

    (letter,) = post.letters
    assert letter.greeting == "exempelstad.se"
    assert not [to for to in letter.recipients if to.encode() in letter.content]
    names = re.findall(rb"^([\w-]+):", letter.content.partition(b"\r\n\r\n")[0], re.MULTILINE)
    assert b" ".join(names) == (
        b"From To Subject Date Message-ID Auto-Submitted "
        b"Content-Type Content-Transfer-Encoding MIME-Version"
    )


def test_a_question_is_saved_while_the_mail_server_never_answers(store, tmp_path):
    with silent_server() as there, serving(store, tmp_path, **_patient(there.port)) as served:
        sending = threading.Thread(target=job.send_due, args=(served.desk.site,), daemon=True)
        sending.start()
        assert there.called.wait(20)

        check = wire.ask(served.port, "POST", "/fraga", {"text": QUESTION, "action": "check"})
        sent = wire.ask(served.port, "POST", "/skicka", fields(check.text, "/skicka"))

        assert "Din fråga är skickad" in sent.text
        assert _count(served.desk) == 1
        assert sending.is_alive()  # still waiting for a word
    sending.join(30)


def _count(site: Desk) -> int:
    with site.store.reading() as db:
        return len(db.exec(sa.select(Ticket)).all())


def _patient(port: int) -> dict[str, Any]:
    """Every hour, so that a letter is due whatever the time."""
    return settings_for(port, notice_hours=tuple(range(24)))
