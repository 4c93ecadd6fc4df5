"""doctor on figures: late, altered, lost, unsafe; and never how many."""

import json
from datetime import date

import pytest
import sqlalchemy as sa

from pressdesk.cli.doctor import figures
from pressdesk.cli.doctor.findings import Finding
from pressdesk.figures import releases
from pressdesk.figures.declared import Size
from pressdesk.figures.shapes import shape_of
from pressdesk.keytables import FigureYear, LedgerEntry
from tests.conftest import Desk
from tests.copying import command
from tests.figuring import asked, publish, total
from tests.promises.servers import as_the_shell_has_it
from tests.publishing import run

THIRD, FIFTH, LATER = date(2026, 12, 3), date(2026, 12, 5), date(2027, 1, 8)


def found(site: Desk, today: date) -> dict[str, Finding]:
    return {finding.check: finding for finding in figures.check(site.store, today)}


def levels(site: Desk, today: date) -> dict[str, str]:
    return {name: finding.level for name, finding in found(site, today).items()}


def test_a_site_whose_figures_are_in_order_is_fine(desk_site):
    assert levels(desk_site, THIRD) == {"figures": "fine", "figures-late": "fine"}


def test_the_next_period_is_named(desk_site):
    said = found(desk_site, date(2026, 11, 20))["figures-late"].says

    assert said == "No figures are late; 2026-11 comes next, from 2026-12-03."


@pytest.mark.parametrize(
    ("today", "names"), [(FIFTH, "2026-11."), (LATER, "2026-11, 2026-12, 2026-Q4, 2026.")]
)
def test_periods_that_are_late_are_named(desk_site, today, names):
    late = found(desk_site, today)["figures-late"]

    assert (late.level, late.says) == ("heed", f"Figures could have been published: {names}")
    assert "/desk/siffror/" in late.do


def test_a_period_that_is_published_is_late_no_more(desk_site):
    exact = [figure for figure in asked(2026, 11) if figure.period == "2026-11"]
    publish(desk_site.store, [total("2026-11", 40), *exact])

    assert levels(desk_site, FIFTH)["figures-late"] == "fine"


@pytest.mark.parametrize(
    "change",
    [
        """UPDATE figure_release SET body = '{"cells":[["taken",9]],"sigma":4}'""",
        "UPDATE figure_release SET body = 'torn'",
        "DELETE FROM figure_release",
        "DELETE FROM ledger_entry",
    ],
)
def test_what_was_altered_is_grave(desk_site, change):
    publish(desk_site.store, [total("2026-11", 40)])
    drop = [f"DROP TRIGGER {t}_{a}" for t, a in TRIGGERS]
    run(desk_site.store.path, *drop, change)

    altered = found(desk_site, THIRD)["figures"]

    assert altered.level == "grave"
    assert altered.says.startswith("1 published tables are not as they were published")


TRIGGERS = [
    (table, act) for table in ("figure_release", "ledger_entry") for act in ("update", "delete")
]


def test_what_a_restore_lost_is_told(desk_site):
    with desk_site.store.writing() as db:
        releases.burn(db, THIRD)

    lost = found(desk_site, FIFTH)["figures-lost"]

    assert (lost.level, "2026-11" in lost.says) == ("fine", True)


def two_levels(db) -> None:
    for period in ("2026-11", "2026"):
        db.add(LedgerEntry(table_name="ended", period=period, sigma=9, rho="0", digest=b"x"))


def too_dear(db) -> None:
    shape = shape_of(2026, Size.NORMAL)
    dear = shape._replace(tables=tuple(t._replace(sigma=2) for t in shape.tables))
    db.exec(sa.delete(FigureYear))
    db.add(FigureYear(year=2026, size=Size.NORMAL, tables=dear.encoded()))


@pytest.mark.parametrize(("harm", "says"), [(two_levels, "two levels"), (too_dear, "the cap")])
def test_figures_that_tell_too_much_are_grave(desk_site, harm, says):
    with desk_site.store.writing() as db:
        harm(db)

    unsafe = found(desk_site, THIRD)

    assert levels(desk_site, THIRD) == {"figures": "grave"}
    assert says in unsafe["figures"].says
    assert "does not start" in unsafe["figures"].says


def test_doctor_says_it_among_the_rest(tmp_path, wall_clock):
    made = as_the_shell_has_it(tmp_path / "site")
    with made.store.writing() as db:
        two_levels(db)
    made.store.settle()
    made.store.close()

    rows = json.loads(command(made.home, "doctor", "--offline", "--json").text)

    assert [row["level"] for row in rows if row["check"] == "figures"] == ["grave"]
