"""An officer's keys are tried on everything that is sealed to them, and what fails is counted."""

import pytest

from pressdesk.vault import proving
from tests.publishing import cast
from tests.seeded import Seeded, seed

SPOILT = {
    "ticket": "particulars",
    "message": "sealed",
    "working_note": "sealed",
    "reporter": "sealed",
    "inquiry_note": "sealed",
    "slip": "sealed",
    "epoch_grant": "sealed",
    "register_grant": "sealed",
    "ballot_grant": "sealed",
    "ticket_key": "for_epoch",
}


@pytest.fixture
def seeded(desk_site) -> Seeded:
    made = seed(desk_site)
    cast(desk_site, 2)
    return made


def test_all_that_is_sealed_to_an_officer_opens(seeded):
    with seeded.desk.store.reading() as db:
        assert proving.unopened(db, seeded.holders[0]) == 0


@pytest.mark.parametrize("table", SPOILT)
def test_what_does_not_open_is_counted(seeded, table):
    with seeded.desk.store.rehearsing() as db:
        spoil = f"UPDATE {table} SET {SPOILT[table]} = zeroblob(60)"
        db.connection().exec_driver_sql(spoil)

        assert proving.unopened(db, seeded.holders[0]) > 0
