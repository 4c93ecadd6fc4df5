"""What only the site can fill in on its public pages."""

from collections.abc import Iterator
from datetime import date

from pressdesk.cli.doctor.findings import Finding, fine, heed
from pressdesk.config import Settings

MOST_DAYS = 365


def check(given: Settings, today: date) -> Iterator[Finding]:
    """Who keeps the slips, and how old the accessibility statement is; of a real site only."""
    if not given.is_https:
        return
    if not given.recovery_holders:
        says = "recovery_holders is not set: /genomskinlighet cannot say who keeps the slips."
        yield heed("slip-holders", says, "Set it to their offices.")
    if not given.accessibility_assessed:
        says = "Nobody has assessed how accessible the site is, and /tillganglighet says so."
        yield heed("accessibility", says, "Have it done; then set accessibility_assessed.")
        return
    day = date.fromisoformat(given.statement_day)
    if not 0 <= (today - day).days <= MOST_DAYS:
        says = f"The accessibility statement is of {day}."
        yield heed("accessibility", says, "Look it over; then set accessibility_updated.")
    else:
        yield fine("accessibility", f"The accessibility statement is of {day}.")
