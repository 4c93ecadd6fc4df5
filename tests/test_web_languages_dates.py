"""Days, times and numbers, as each language writes them."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask_babel import force_locale

from pressdesk.web import dates, figure_words, paper
from pressdesk.web.register import words
from tests import inquiring
from tests.pages import fetch
from tests.pages import words as said
from tests.speaking import EASY, ENGLISH, in_language

AFTERNOON = datetime(2026, 11, 23, 13, 30, tzinfo=UTC)  # half past two in Sweden
MORNING = datetime(2027, 1, 3, 8, 5, tzinfo=UTC)
NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
SAID: list[tuple[Callable[[], str], str, str]] = [
    (lambda: dates.day(date(2027, 1, 3)), "3 januari 2027", "3 January 2027"),
    (lambda: dates.short_day(date(2026, 11, 20)), "fre 20 november", "Fri 20 November"),
    (lambda: dates.month("2026-10"), "oktober 2026", "October 2026"),
    (lambda: dates.short_month("2026-10"), "okt", "Oct"),
    (lambda: dates.time_of(AFTERNOON), "14.30", "14:30"),
    (lambda: dates.time_of(MORNING), "9.05", "9:05"),
    (
        lambda: dates.moment(AFTERNOON),
        "måndag 23 november kl. 14.30",
        "Monday 23 November at 14:30",
    ),
    (
        lambda: dates.moment(MORNING, has_year=True),
        "söndag 3 januari 2027 kl. 9.05",
        "Sunday 3 January 2027 at 9:05",
    ),
    (lambda: dates.short_moment(AFTERNOON), "mån 23 nov. 14.30", "Mon 23 Nov 14:30"),
    (lambda: dates.number(1_234), "1\u00a0234", "1,234"),
    (lambda: dates.number(-1_234), "−1\u00a0234", "−1,234"),
    (lambda: dates.decimal(0.5, 2), "0,50", "0.50"),
    (lambda: dates.decimal(0.00123, 5), "0,00123", "0.00123"),
    (lambda: dates.percent("82"), "82\u00a0%", "82%"),
    (dates.percent_sign, "\u00a0%", "%"),
    (lambda: dates.listed(["8", "12", "16"]), "8, 12 och 16", "8, 12 and 16"),
    (lambda: words.moment(AFTERNOON, AFTERNOON), "i dag 14.30", "today 14:30"),
    (lambda: words.moment(MORNING, NOW), "3 januari 2027 9.05", "3 January 2027 9:05"),
    (lambda: paper.week("2026-W07"), "vecka 7, 2026", "week 7, 2026"),
    (lambda: figure_words.number(12_345), "12\u00a0345", "12,345"),
    (lambda: figure_words.period("2026-09"), "september 2026", "September 2026"),
]


@pytest.mark.parametrize(("make", "swedish", "english"), SAID, ids=[each[1] for each in SAID])
def test_each_language_writes_it_in_its_own_way(desk_site, make, swedish, english):
    assert written(desk_site.app(), make) == [swedish, swedish, english]


def written(app: Flask, make: Callable[[], str]) -> list[str]:
    found = []
    with app.test_request_context("/"):
        for locale in ("sv", "sv@easy", "en"):
            with force_locale(locale):
                found.append(make())
    return found


def test_a_language_without_patterns_of_ours_orders_a_day_in_its_own_way(desk_site):
    with desk_site.app().test_request_context("/"), force_locale("fi"):
        assert dates.day(date(2026, 11, 23)) == "23. marraskuuta 2026"


@pytest.mark.parametrize(
    ("name", "clock"), [(EASY, "kl. 13.00"), (ENGLISH, "13:00")], ids=["easy", "english"]
)
def test_pages_tell_the_time_as_their_language_does(desk_site, ofelia, name, clock):
    inquiring.logged(desk_site)
    in_language(ofelia, fetch(ofelia, "/konto/"), name)
    prefix = {EASY: "/lattlast", ENGLISH: "/en"}[name]

    shown = said(fetch(ofelia, f"{prefix}/register/overlamning").root.find(".//main"))

    assert clock in shown
