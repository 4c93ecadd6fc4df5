"""The register: whether its keys are the officers' own."""

from collections.abc import Iterator

from pressdesk.cli.doctor.findings import Finding, fine, grave
from pressdesk.storage import Store
from pressdesk.vault import register_keys


def check(store: Store) -> Iterator[Finding]:
    """Everything about the register. No count of what is in it."""
    with store.reading() as db:
        strange, unheld = register_keys.bad(db)
    if strange or unheld:
        says = f"{strange} keys of the register that no officer vouched for, {unheld} none holds."
        do = "Find out who wrote to the database; restore the backup of the keys."
        yield grave("register-keys", says, do)
    else:
        yield fine("register-keys", "The register's keys are vouched for, and officers hold them.")
