"""What can go wrong with tickets, keys, staff, settings and copies."""

from datetime import date

from pressdesk.errors.base import PressdeskError, WithReason


class NotOpened(PressdeskError):
    """A sealed value does not open with this key in this place: it is damaged, or another's."""

    status = 503


class TooLong(PressdeskError):
    """A text is longer than the largest padded length."""

    status = 413


class UnknownSuite(NotOpened):
    """The version byte of a sealed value is of no suite that this program knows."""


class NotSignedIn(PressdeskError):
    """The page asks for a session and there is none, or it has ended."""

    status = 401


class NotAllowed(PressdeskError):
    """Signed in, but this page belongs to another role."""

    status = 403


class NoKeys(PressdeskError):
    """A press officer whom nobody has handed the keys yet."""

    status = 403


class NotFound(PressdeskError):
    """No such row, or not for this reader: the two look the same."""

    status = 404


class Stale(PressdeskError):
    """Somebody changed the ticket or inquiry after this page was made."""

    status = 409


class WasDeleted(PressdeskError):
    """The receipt's ticket was deleted by its writer or purged; nothing is stored."""

    status = 409


class ThreadFull(PressdeskError):
    """A ticket has as many messages as it can hold; nothing is stored."""

    status = 409


class WrongState(PressdeskError):
    """The state of the ticket or inquiry does not allow this act."""

    status = 409


class FormClosed(WithReason):
    """The employee's form is closed.

    `reason`: `no-keys`, `no-decision`, `keys-replaced`, `not-safe`.
    """

    status = 503


class ForeignReceipt(PressdeskError):
    """A receipt code that this site did not mint."""


class SignInRefused(PressdeskError):
    """Name, passphrase and code do not belong together; which of them is never said."""

    status = 403


class TooManyTries(PressdeskError):
    """Too many failed tries on this name in a short while."""

    status = 429


class KeysReplaced(PressdeskError):
    """The epochs are not those that this officer has seen: somebody else wrote the key tables."""

    status = 409


class WrongSlips(PressdeskError):
    """The two recovery slips are mistyped, incomplete, or not this site's newest."""

    status = 403


class WeakPassphrase(WithReason):
    """`reason` is `short`, `long`, `common` or `repeats`."""


class NameTaken(PressdeskError):
    """An account of that name exists."""

    status = 409


class BadHold(WithReason):
    """`reason` is `reference`, `person`, `scope`, `number`, `weeks`, `reversed`, `day`, `past` or
    `far`.
    """


class BadMarks(PressdeskError):
    """Marks in a text to be disclosed do not hang together, or the text is not the ticket's.

    `reason` is `unclosed`, `unopened`, `nested`, `empty` or `changed`; `position` counts
    characters.
    """

    status = 422

    def __init__(self, reason: str, position: int) -> None:
        super().__init__(reason)
        self.reason, self.position = reason, position


class MonthNotOver(PressdeskError):
    """A list covers whole months. This one's can be made from the day `opens`."""

    status = 422

    def __init__(self, opens: date) -> None:
        super().__init__()
        self.opens = opens


class StoreUnavailable(PressdeskError):
    """The database is locked, full, read-only or gone. Nothing was stored.

    `is_busy`: somebody else was at work in it, and the same may succeed in a while. `is_full`: it
    has no room. `is_damaged`: what it read cannot be right.
    """

    status = 503

    def __init__(
        self, *, is_busy: bool = False, is_full: bool = False, is_damaged: bool = False
    ) -> None:
        super().__init__()
        self.is_busy = is_busy
        self.is_full = is_full
        self.is_damaged = is_damaged


class Unconfirmed(StoreUnavailable):
    """The server went away while it was asked to keep something. Perhaps it did."""


class UnsafeStore(StoreUnavailable):
    """A setting that a promise rests on does not read back as it was set."""


class ConfigError(PressdeskError):
    """A setting is unknown or damaged. The text says which and what to do."""


class ShellError(PressdeskError):
    """A command cannot go on. The text says what to do."""


class CopyRefused(PressdeskError):
    """A copy cannot be made or put back. The text says why and what to do."""
