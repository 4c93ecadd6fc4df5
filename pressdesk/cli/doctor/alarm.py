"""The alarm that an officer's sign-in sounds when keys were replaced."""

from collections.abc import Iterator

from pressdesk.cli.doctor.findings import Finding, grave
from pressdesk.staff import alarm
from pressdesk.storage import Store


def check(store: Store) -> Iterator[Finding]:
    """Whether it sounds."""
    with store.reading() as db:
        since = alarm.sounded(db)
    if since is not None:
        says = f"An officer saw replaced keys on {since}: the employee's form is closed."
        do = "docs/operate.md, Staff, says what to do. Then: pressdesk alarm --lift"
        yield grave("alarm", says, do)
