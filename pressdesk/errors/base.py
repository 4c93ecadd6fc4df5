"""What every refusal shares."""


class PressdeskError(Exception):
    """Base of every refusal. `status` is the HTTP status of the page that explains it."""

    status = 400


class WithReason(PressdeskError):
    """What was given cannot be used; the code `reason` says why, and each lists its own."""

    status = 422

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
