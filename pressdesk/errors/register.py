"""What can go wrong in the register of press inquiries."""

from pressdesk.errors.base import PressdeskError, WithReason


class BadStep(WithReason):
    """An inquiry's next step lacks what it needs: `unit`, `whom`, `day`, `text`, `outcome`,
    `sign-off`.
    """


class UndoOver(PressdeskError):
    """The minutes in which a step can be taken back are over."""

    status = 409


class BadDeadline(WithReason):
    """What was typed is no deadline.

    `reason`: `unreadable`; `no-such-day`; `no-such-time`, also the hour that is skipped in March;
    `weekday`, the date is on another one; `past`; `far`, over a year off; `no-year`, over or more
    than half a year off, which needs a year.
    """


class BadEntry(WithReason):
    """A name of one of the site's lists: `empty`, `long`, `taken`, `unknown`, `unclear` (it begins
    several names), `in-use` or `area`.
    """


class BadInquiry(WithReason):
    """An inquiry cannot be kept as it was given: `question`, `outlet`, `unit`, `channel`,
    `received`, `embargo`, `call-back`, `follows`, `number`, `records` or `long`; `registry`: not a
    registry number; nor an issue without a `title`.
    """


class NoRegisterKey(PressdeskError):
    """The officer does not hold the year's key of the register; a colleague hands it over."""

    status = 403


class BadLine(WithReason):
    """Lines to take lack something: `title`, `facts`, `unit`, `quote`, `quoted`, `checked`,
    `valid`, `long`; or, as they are copied, are no longer to be used: `expired`, `withdrawn`.
    """


class BadRota(WithReason):
    """`reason` is `week`, `officer`, `same` or `past`."""


class BadCrisis(WithReason):
    """A crisis: its `wording` or the `place` of its press meeting is too long, or the `meeting` has
    a place and no time.
    """


class BadPeriod(WithReason):
    """Days of a period that is handed out: `day`, `reversed` or `long`."""
