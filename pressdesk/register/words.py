"""Words of the register that figures count too; the ids are kept in rows and in frozen figures."""

from enum import StrEnum


class Kind(StrEnum):
    """What is asked for."""

    FACTS = "facts"
    STATEMENT = "statement"
    INTERVIEW = "interview"
    VISIT = "visit"  # or filming
    CORRECTION = "correction"
    RECORDS_REQUEST = "records-request"


class Channel(StrEnum):
    """How it came."""

    PHONE = "phone"
    MAIL = "mail"
    IN_PERSON = "in-person"
    SOCIAL_MEDIA = "social-media"
    PRESS_MEETING = "press-meeting"


class Status(StrEnum):
    """How far an inquiry has come. Parked and passed on are told beside it, not by it."""

    NEW = "new"
    TAKEN = "taken"
    WAITING = "waiting"  # for facts, with somebody
    FOR_SIGN_OFF = "for-sign-off"
    RELEASED = "released"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How it ended. To decline is always to say why: there is no word for it without a reason."""

    FACTS = "facts"
    STATEMENT = "statement"
    INTERVIEW = "interview"
    OTHER_UNIT = "other-unit"
    OUTSIDE = "outside"  # referred outside the organisation
    REGISTRAR = "registrar"
    PRESS_MEETING = "press-meeting"
    WITHDRAWN = "withdrawn"  # by the reporter
    NOT_IN_TIME = "not-in-time"
    SECRECY = "declined-secrecy"
    INDIVIDUAL_CASE = "declined-individual-case"
    NOT_OURS = "declined-not-ours"


class Due(StrEnum):
    """How a deadline was said."""

    NONE = "none"
    NOW = "now"
    TIME = "time"
    DAY = "day"


class Correction(StrEnum):
    """Somebody asked for a published text to be put right; or it was."""

    ASKED = "asked"
    MADE = "made"
