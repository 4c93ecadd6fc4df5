"""All that has been published, to be looked up: by table, by period, and what comes next."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from pressdesk.figures import declared, years
from pressdesk.figures.declared import TOTAL
from pressdesk.figures.frozen import Figure

YEAR_LETTERS = 4


class Book(NamedTuple):
    """Every frozen figure, oldest period first, and what a restore lost for ever."""

    founded: str  # "2026-05": the month in which the site was made
    figures: Sequence[Figure]
    lost: Sequence[tuple[str, str]]

    def figure(self, table: str, period: str) -> Figure | None:
        return next((f for f in self.figures if (f.table, f.period) == (table, period)), None)

    def of(self, period: str) -> list[Figure]:
        """The tables of a period, as they were published."""
        return [figure for figure in self.figures if figure.period == period]

    def all(self, table: str, year: str = "") -> list[Figure]:
        """A table of all periods, or of those of a year; oldest first."""
        found = [f for f in self.figures if f.table == table and f.period.startswith(year)]
        return sorted(found, key=lambda figure: declared.last_day(figure.period))

    def latest(self, tables: Iterable[str]) -> str | None:
        """The newest period of which one of the tables is published; the shorter of two."""
        wanted = set(tables)
        periods = [figure.period for figure in self.figures if figure.table in wanted]
        return max(
            periods, key=lambda period: (declared.last_day(period), len(period)), default=None
        )

    def span(self, table: str) -> list[str]:
        """Every period of a table between the first and the last that is published or lost, as long
        as the last; what a site of another size published before is left out.
        """
        known = {figure.period for figure in self.figures if figure.table == table}
        known |= {period for lost, period in self.lost if lost == table}
        if not known:
            return []
        last = max(known, key=lambda period: (declared.last_day(period), len(period)))
        alike = [p for p in known if declared.level_of_period(p) is declared.level_of_period(last)]
        return between(min(alike), last)

    def lost_of(self, period: str) -> list[str]:
        """The tables of a period that can never be published."""
        return [table for table, at in self.lost if at == period]

    def is_partial(self, period: str) -> bool:
        """pressdesk was taken into use during the period, so that it is not whole."""
        return first_day(period) <= first_day(self.founded) <= declared.last_day(period)

    def is_before(self, period: str) -> bool:
        """Over before pressdesk was taken into use."""
        return declared.last_day(period) < first_day(self.founded)

    def is_over(self, year: str) -> bool:
        """The last total of a year is published, or lost: nothing more comes of its months."""
        last = (f"{year}-12", f"{year}-Q4")
        known = {f.period for f in self.figures if f.table == TOTAL}
        return any(period in known or (TOTAL, period) in self.lost for period in last)

    def periods(self) -> list[str]:
        """All with a page of their own, newest first: a quarter before its months."""
        known = {figure.period for figure in self.figures} | {at for _table, at in self.lost}
        known |= {period[:YEAR_LETTERS] for period in known if self.is_over(period[:YEAR_LETTERS])}
        return sorted(known, key=lambda at: (declared.last_day(at), -len(at), at), reverse=True)


def first_day(period: str) -> date:
    """A period's first day. Raises ValueError as `declared.level_of_period`."""
    end, months = declared.last_day(period), years.MONTHS_OF[declared.level_of_period(period)]
    return end.replace(month=end.month - months + 1, day=1)


def before(period: str) -> str:
    """The period before, as long as this one."""
    return declared.period_of(
        declared.level_of_period(period), first_day(period) - timedelta(days=1)
    )


def year_before(period: str) -> str:
    """The same month or quarter of the year before."""
    return f"{int(period[:YEAR_LETTERS]) - 1:04}{period[YEAR_LETTERS:]}"


def after(period: str) -> str:
    """The period that follows, as long as this one."""
    return declared.period_of(
        declared.level_of_period(period), declared.last_day(period) + timedelta(days=1)
    )


def between(first: str, last: str) -> list[str]:
    """Every period from the first to the last, both included, as long as the last."""
    period, found = declared.period_of(declared.level_of_period(last), first_day(first)), []
    while first_day(period) <= first_day(last):
        found.append(period)
        period = after(period)
    return found
