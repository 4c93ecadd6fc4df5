"""How a server stands: its settings, its role, its copies, its line. Asked by doctor."""

from typing import Any, NamedTuple

from pressdesk.storage.servers import CONTENT, FIGURES, KEYS, ServerStore
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
UNKNOWN = "SELECT 0, 0"  # to the role for the figures
FOR_FIGURES = f"""\
SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = '{FIGURES}'
AND has_schema_privilege(oid, 'USAGE') AND NOT pg_has_role(nspowner, 'USAGE'))"""  # noqa: S608 # nosec B608
IS_LOCAL = """\
SELECT inet_server_addr() IS NULL OR inet_server_addr() <<= '127.0.0.0/8'
OR inet_server_addr() = '::1'"""


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
        tables, owned = _row(raw, TABLES)
        standbys, slots = _row(raw, UNKNOWN if store.for_figures else COPIES)
        (is_local,) = _row(raw, IS_LOCAL)
        return Standing(
            settings=dict(raw.execute(ASKED).fetchall()),
            role=role,
            is_superuser=is_superuser,
            may_make=may_make,
            tables=tables,
            owned=owned,
            standbys=standbys,
            slots=slots,
            is_encrypted=raw.pgconn.ssl_in_use,
            is_local=is_local,
        )


def is_for_figures(store: ServerStore) -> bool:
    """Whether the role comes in to the figures as one that owns nothing. Raises as `of_server`."""
    with told(), store.engine.connect() as connection:
        return bool(_row(driver(connection), FOR_FIGURES)[0])


def _row(raw: Any, query: str) -> tuple[Any, ...]:
    return tuple(raw.execute(query).fetchone())
