"""Promise 1, while too many come: whoever is turned away is known to nobody either."""

import logging

import pytest

from pressdesk.vault import receipts
from pressdesk.web import budgets, failures
from pressdesk.web.edge import PAGE_BYTES
from tests.conftest import lodged
from tests.promises.marks import ADDRESS, FIELD, HEADERS, left_in, marks_in
from tests.promises.visits import in_folder, sender
from tests.promises.watch import Log

PATHS = ("/", "/fraga", "/skicka", "/svar", "/svar/skriv", "/en/svar")


@pytest.fixture
def crowded(tmp_path, monkeypatch):
    """A site at which no lane of a stranger's has any room."""
    none = {lane: budget._replace(waiting=0) for lane, budget in budgets.BUDGETS.items()}
    monkeypatch.setattr(budgets, "BUDGETS", none)
    failures.counted.clear()
    with in_folder(tmp_path) as running:
        yield running
    failures.counted.clear()


def test_whoever_is_turned_away_is_in_no_file_and_no_log(crowded):
    send = sender(crowded, HEADERS, address=ADDRESS)
    with Log(logging.DEBUG) as log:
        statuses = {send("GET", path).status for path in PATHS}
        statuses |= {send("POST", path, FIELD | {"receipt": "x"}).status for path in PATHS}
        failures.tell()

    assert statuses == {503}
    assert marks_in(left_in(crowded.desk.home, log.text)) == []
    assert "12 times" in log.text


def test_right_and_wrong_codes_are_turned_away_alike_before_they_are_looked_at(crowded):
    send = sender(crowded)
    codes = (lodged(crowded.desk), receipts.mint(), "no code at all........")
    answers = [send("POST", "/svar", {"receipt": code}) for code in codes]
    texts = {a.text.replace(code, "") for a, code in zip(answers, codes, strict=True)}
    headers = [[pair for pair in answer.headers if pair[0] != "date"] for answer in answers]

    assert {(answer.status, len(answer.body)) for answer in answers} == {(503, PAGE_BYTES)}
    assert len(texts) == 1
    assert headers[0] == headers[1] == headers[2]
