"""What can go wrong with figures."""

from datetime import date

from pressdesk.errors.base import PressdeskError


class UnsafeFigures(PressdeskError):
    """The declared tables would tell too much together: `two-levels`, `over-the-cap`, `unit`
    where a category is the name of one; or, `damaged`, what was frozen cannot be read.
    """


class PeriodNotOver(PressdeskError):
    """A period is published when it is over, and its days of grace. This one's from `opens`."""

    status = 409

    def __init__(self, opens: date) -> None:
        super().__init__()
        self.opens = opens


class AlreadyReleased(PressdeskError):
    """A table of a period is published once; figures never change afterwards."""

    status = 409


class NotDeclared(PressdeskError):
    """No table stands at this level this year, or the site did not exist yet."""

    status = 404


class ReleaseFirst(PressdeskError):
    """The parts of a period are fitted to its totals, so that `period` is published before."""

    status = 409

    def __init__(self, period: str) -> None:
        super().__init__(period)
        self.period = period
