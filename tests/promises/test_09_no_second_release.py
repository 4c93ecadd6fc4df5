"""Promise 9, for restores: no table of a period is published a second time, and no ticket is
counted in two releases, from whichever copies a site is put back.
"""

import shutil
from pathlib import Path

import pytest
from sqlmodel import col, select

from pressdesk import clock, desk
from pressdesk.errors import AlreadyReleased
from pressdesk.figures import inquiries, releases
from pressdesk.figures.declared import Level
from pressdesk.keytables import BallotKey, Counted, Slip, TicketKey
from tests.conftest import Desk, later, lodged, ref_of, sign_in
from tests.copying import Copied, Said, again, command, copied_site
from tests.pages import fetch
from tests.publishing import NEW_YEAR, THIRD, cast, published

pytestmark = pytest.mark.both

TAKEN = 200
RIGHT = "--clock-is-right"
RELEASES = 9


@pytest.fixture
def copied(tmp_path, wall_clock):
    """A site where two hundred tickets were taken on 18 November, copied that day."""
    (tmp_path / "first").mkdir()
    made = copied_site(tmp_path / "first")
    assert sign_in(made.site.app().test_client(), made.site.ofelia).status_code == 303
    cast(made.site, TAKEN)
    assert made.backup().is_done
    yield made
    made.site.store.close()


@pytest.fixture
def figures(copied, wall_clock):
    """November, as it was published after the copy was made."""
    wall_clock.move_to(THIRD)
    found = published(copied.site, "2026-11")
    wall_clock.shift(later(1))
    return found


def put_back(made: Copied, home: Path, data: Path | None = None) -> tuple[Desk, Said]:
    said = made.restore(home, data, RIGHT)
    assert said.is_done, said.text
    return again(made.site, home), said


def refused(site: Desk, period: str = "2026-11") -> bool:
    """By the task, the page and the command."""
    hers = site.app().test_client()
    assert sign_in(hers, site.ofelia).status_code == 303
    page, shell = fetch(hers, f"/desk/siffror/{period}"), command(site.home, "release", period)
    with pytest.raises(AlreadyReleased):
        published(site, period)
    is_shell = not shell.is_done and "sign in" not in shell.text
    return page.status == 409 and "kan inte publiceras" in page.text and is_shell


def cells(site: Desk, period: str) -> int:
    """How many slips of a period there are."""
    with site.store.reading() as db:
        keys = select(BallotKey.id).where(BallotKey.period == period)
        return len(db.exec(select(Slip.id).where(col(Slip.key_id).in_(keys))).all())


def test_what_was_published_after_the_copy_is_never_published_again(copied, figures, tmp_path):
    back, said = put_back(copied, tmp_path / "back")

    assert "Figures of 2026-11 cannot be published any more" in said.text
    assert refused(back)
    assert cells(back, "2026-11") == 0
    with back.store.reading() as db:
        found = releases.published(db)
    assert (found.figures, {table for table, _period in found.lost}) == (
        [],
        {"total", *inquiries.TABLES[Level.MONTH]},
    )


def test_what_was_published_before_the_copy_stays_as_it_was(copied, figures, tmp_path):
    assert copied.backup().is_done

    back, said = put_back(copied, tmp_path / "back")

    with back.store.reading() as db:
        assert sorted(releases.published(db).figures) == sorted(figures)
    assert "cannot be published" not in said.text
    with pytest.raises(AlreadyReleased):
        published(back, "2026-11")


def test_an_older_daily_copy_takes_no_release_back(copied, figures, tmp_path):
    older = copied.daily()
    assert copied.backup().is_done

    back, _said = put_back(copied, tmp_path / "back", older)

    with back.store.reading() as db:
        assert sorted(releases.published(db).figures) == sorted(figures)
    with pytest.raises(AlreadyReleased):
        published(back, "2026-11")


def test_keys_of_before_with_text_of_after_publish_nothing(copied, tmp_path, wall_clock):
    wall_clock.move_to(THIRD)
    assert copied.backup().is_done
    before = shutil.copytree(copied.keys, tmp_path / "before")
    published(copied.site, "2026-11")
    assert copied.backup().is_done
    mixed = copied._replace(keys=before)

    back, _said = put_back(mixed, tmp_path / "back")

    assert refused(back)


def test_of_two_sites_from_one_copy_neither_publishes(copied, figures, tmp_path):
    backs = [put_back(copied, tmp_path / name)[0] for name in ("one", "two")]

    assert [refused(back) for back in backs] == [True, True]


def test_a_quarter_and_a_year_that_were_due_are_gone_too(copied, tmp_path, wall_clock):
    wall_clock.move_to(NEW_YEAR)
    back, said = put_back(copied, tmp_path / "back")

    assert "2026-11, 2026-12, 2026-Q4, 2026 cannot" in said.text
    assert all(refused_quietly(back, period) for period in ("2026-11", "2026-Q4", "2026"))
    with back.store.reading() as db:
        assert db.exec(select(Slip)).all() == []


def refused_quietly(site: Desk, period: str) -> bool:
    return "can never be published" in command(site.home, "release", period).text


def test_what_was_not_due_yet_is_published_after_a_restore(copied, figures, tmp_path, wall_clock):
    back, _said = put_back(copied, tmp_path / "back")
    wall_clock.move_to(NEW_YEAR)

    published(back, "2026-12")
    tables = {figure.table: figure for figure in published(back, "2026-Q4")}

    assert abs((tables["kind"].value("storm") or 0) - TAKEN) < TAKEN / 3  # 15 sigma


def test_without_the_burning_a_second_release_would_differ(copied, figures, tmp_path, monkeypatch):
    """The careless variant: draw after draw on the same counts, and their mean is the count."""
    monkeypatch.setattr(releases, "burn", lambda *_: [])
    back, _said = put_back(copied, tmp_path / "back")
    back.store.settle()

    drawn = []
    for number in range(RELEASES):
        home = shutil.copytree(back.home, tmp_path / f"again-{number}")
        drawn.append(published(again(back, home), "2026-11")[0].value("taken"))

    assert len(set(drawn)) > 1  # all the same: once in 10 000 million runs
    assert abs(sum(drawn) / RELEASES - TAKEN) < 8  # six standard deviations of the mean


# A ticket is counted once


def take(site: Desk) -> None:
    holder, ref = site.holder(), ref_of(site)
    with site.store.writing() as db:
        desk.take(db, holder, ref, clock.today())


def counted(site: Desk) -> set[int]:
    with site.store.reading() as db:
        return set(db.exec(select(TicketKey.counted)).all())


def test_a_ticket_that_comes_back_from_an_older_copy_is_not_counted_again(
    copied, tmp_path, wall_clock
):
    lodged(copied.site)
    assert copied.backup().is_done
    older = copied.daily()
    take(copied.site)
    before = cells(copied.site, "2026-11")
    wall_clock.shift(later(1))
    assert copied.backup().is_done
    back, _said = put_back(copied, tmp_path / "back", older)

    take(back)

    assert (before, cells(back, "2026-11")) == (TAKEN + 1, TAKEN + 1)
    assert counted(back) == {Counted.TAKEN}


@pytest.mark.parametrize("is_whole", [True, False])
def test_a_ticket_that_may_stand_in_a_lost_release_is_not_counted_in_the_next(
    copied, tmp_path, wall_clock, monkeypatch, is_whole
):
    """Its flag in the copy is of before. The careless variant forgets the day of the copy."""
    lodged(copied.site)
    assert copied.backup().is_done
    take(copied.site)
    wall_clock.move_to(THIRD)
    published(copied.site, "2026-11")
    burn = releases.burn
    if not is_whole:
        monkeypatch.setattr(releases, "burn", lambda db, today, _: burn(db, today, today))
    back, _said = put_back(copied, tmp_path / "back")

    take(back)

    assert (cells(back, "2026-12") == 0) is is_whole


def test_a_ticket_of_after_the_restore_is_counted(copied, figures, tmp_path):
    back, _said = put_back(copied, tmp_path / "back")
    lodged(back)

    take(back)

    assert cells(back, "2026-12") == 1
