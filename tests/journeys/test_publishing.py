"""Publishing in a real browser: an officer presses once, and the chief reads what she read."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from pressdesk import clock
from pressdesk.figures import declared, releases
from pressdesk.figures.declared import TOTAL, Level
from pressdesk.vault import ballot_keys, epochs
from tests import figuring
from tests.conftest import Desk, holder_of
from tests.journeys.conftest import DESK, PHONE, has_no_sideways_scroll, sign_in

pytestmark = pytest.mark.both(every=0)

DAYS = 40  # so many days ago was in a month that can be published today, whatever today is


@pytest.fixture
def period(served) -> str:
    """A month that is over, with thirty slips; the site was made in it."""
    month = declared.period_of(Level.MONTH, clock.today() - timedelta(days=DAYS))
    figuring.publish(served.desk.store, [], founded=month)
    cast(served.desk, month)
    return month


def cast(site: Desk, month: str) -> None:
    with site.store.writing() as db:
        holder = holder_of(db, site.ofelia)
        epoch = epochs.current(db, clock.today())
        seed = epochs.seed_of(db, holder, epoch.id)
        key = ballot_keys.make(db, epoch, seed, epochs.holders(db, epoch), TOTAL, month)
        db.add_all(ballot_keys.seal_cell(key, 0) for _ in range(30))


@pytest.mark.both(every=1)
@pytest.mark.parametrize("viewport", [PHONE, pytest.param(DESK, marks=pytest.mark.long)])
def test_an_officer_publishes_and_the_chief_reads_it(browse, served, period, viewport):
    hers, his = browse(viewport=viewport, java_script_enabled=False), browse(viewport=viewport)
    sign_in(hers, served.desk.ofelia)
    hers.get_by_text("Mer", exact=True).click()
    hers.get_by_role("link", name="Läget").click()
    assert has_no_sideways_scroll(hers)
    hers.get_by_role("link", name="Publicera siffror").click()
    assert has_no_sideways_scroll(hers)
    hers.get_by_role("link", name=re.compile(r"^Publicera .*\d{4}$")).click()
    expect(hers.get_by_text("Det går inte att ångra")).to_be_visible()
    assert has_no_sideways_scroll(hers)
    hers.get_by_role("button", name="Publicera siffrorna").click()

    expect(hers.get_by_role("status")).to_contain_text("är publicerade")
    assert has_no_sideways_scroll(hers)
    with served.desk.store.reading() as db:
        (figure,) = releases.published(db).figures
    shown = f"{figure.value('taken')} ± 8"
    expect(hers.get_by_role("main")).to_contain_text(shown)
    sign_in(his, served.desk.clara)
    his.goto(f"/siffror/{period}")
    expect(his.get_by_role("main")).to_contain_text(shown)
