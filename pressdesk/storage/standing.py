"""How a server stands: its settings, its role, its copies, its line. Asked by doctor."""

from typing import Any, NamedTuple

from pressdesk.storage.servers import CONTENT, KEYS, ServerStore
from pressdesk.storage.stores import driver, told

# What its log would have; what no ordinary role may see is missing here.
ASKED = """\
SELECT name, setting FROM pg_settings WHERE starts_with(name, 'log_') OR name IN (
'server_version_num', 'archive_mode', 'data_checksums',
'auto_explain.log_min_duration', 'pgaudit.log')"""
ROLE = f"""\
SELECT current_user, rolsuper,
has_database_privilege(current_database(), 'CREATE')
OR has_database_privilege(current_database(), 'TEMPORARY')
OR EXISTS (SELECT FROM pg_namespace WHERE nspname IN ('{CONTENT}', '{KEYS}')
AND has_schema_privilege(oid, 'CREATE'))
FROM pg_roles WHERE rolname = current_user"""  # noqa: S608 # nosec B608
TABLES = f"""\
SELECT count(*), count(*) FILTER (WHERE pg_has_role(c.relowner, 'USAGE'))
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname IN ('{CONTENT}', '{KEYS}')"""  # noqa: S608 # nosec B608
COPIES = (
    "SELECT (SELECT count(*) FROM pg_stat_replication), (SELECT count(*) FROM pg_replication_slots)"
)
LINE = """\
SELECT coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false),
inet_server_addr() IS NULL OR inet_server_addr() <<= '127.0.0.0/8' OR inet_server_addr() = '::1'"""


class Standing(NamedTuple):
    """What a server says of itself to the role that asks."""

    settings: dict[str, str]
    role: str
    is_superuser: bool
    may_make: bool  # tables, schemas or temporary tables
    tables: int
    owned: int  # of these
    standbys: int  # that take its log now
    slots: int  # for which it keeps its log
    is_encrypted: bool
    is_local: bool  # no network lies between

    @property
    def version(self) -> int:
        """The first number of the server's version."""
        return int(self.settings["server_version_num"]) // 10_000


def of_server(store: ServerStore) -> Standing:
    """How a server stands. Raises StoreUnavailable: it does not answer."""
    with told(), store.engine.connect() as connection:
        raw = driver(connection)  # outside any transaction: no right to a table is needed
        role, is_superuser, may_make = _row(raw, ROLE)
        return Standing(
            dict(raw.execute(ASKED).fetchall()),
            role,
            is_superuser,
            may_make,
            *_row(raw, TABLES),
            *_row(raw, COPIES),
            *_row(raw, LINE),
        )


def _row(raw: Any, query: str) -> tuple[Any, ...]:
    return tuple(raw.execute(query).fetchone())
