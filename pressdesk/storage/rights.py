"""Who may do what in the database on a server: three roles, each with what its work needs.

The *owner* owns all tables and makes, tidies, copies and upgrades them. The *web* role reads and
writes rows. The *figures* role reads what is published, by views in a schema of its own, and there
the one session whose id it has been shown by a browser, when that is a chief's.

`upgrade` gives these rights anew whenever it has run, so that no table of a later form is left out;
who has which role, the schemas' own rights say.
"""

from typing import NamedTuple

import sqlalchemy as sa

from pressdesk.storage.servers import CONTENT, FIGURES, KEYS

ROWS = "SELECT, INSERT, UPDATE, DELETE"
# A table that is not here is nobody's but the owner's; a test holds this against all there are.
WEB = {
    **dict.fromkeys(
        (
            *("ticket", "message", "working_note", "draft", "ticket_key"),
            *("outlet", "unit", "topic", "inquiry", "inquiry_unit", "inquiry_undo"),
            *("reporter", "inquiry_note", "register_draft", "register_key", "register_grant"),
            *("issue", "line", "line_text", "search_text", "mask", "duty_week", "crisis"),
            *("account", "staff_session", "device", "sign_in_tries", "passkey", "used_challenge"),
            *("epoch", "epoch_grant", "slip", "ballot_key", "ballot_grant"),
            *("hold", "notice", "lease"),
        ),
        ROWS,
    ),
    "site": "SELECT, UPDATE (recovery_public)",
    # What is published never changes; the log and the record of what was destroyed only grow, and
    # what is too old in them goes by the owner's nightly work.
    "figure_release": "SELECT, INSERT",
    "ledger_entry": "SELECT, INSERT",
    "figure_year": "SELECT, INSERT",
    "audit_entry": "SELECT, INSERT",
    "purge_record": "SELECT",
    "alembic_version": "SELECT",
}
# Functions and not plain views where rows are chosen: no plan tells how many were passed over.
OWN_SESSION = """\
RETURNS TABLE (digest bytea, account_id uuid, private_locked bytea, idle_until bigint, ends bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $made$
SELECT s.digest, s.account_id, s.private_locked, s.idle_until, s.ends
FROM keys.staff_session s JOIN keys.account a ON a.id = s.account_id
WHERE s.digest = decode(current_setting('pressdesk.session', true), 'hex')
AND a.role = 'comms_chief' $made$"""
OWN_ACCOUNT = """\
RETURNS TABLE (id uuid, name varchar, role varchar, state varchar, public bytea,
shortcuts boolean, language varchar)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $made$
SELECT a.id, a.name, a.role, a.state, a.public, a.shortcuts, a.language
FROM figures.own_session() s JOIN keys.account a ON a.id = s.account_id $made$"""
MOVE_SESSION = """\
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $made$
BEGIN
UPDATE keys.staff_session SET idle_until = NEW.idle_until WHERE digest = OLD.digest;
RETURN NEW;
END $made$"""
END_SESSION = """\
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $made$
BEGIN
DELETE FROM keys.staff_session WHERE digest = OLD.digest;
RETURN OLD;
END $made$"""
CHOOSE_LANGUAGE = """\
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $made$
BEGIN
UPDATE keys.account SET language = NEW.language WHERE id = OLD.id;
RETURN NEW;
END $made$"""
FUNCTIONS = {
    "own_session": OWN_SESSION,
    "own_account": OWN_ACCOUNT,
    "move_session": MOVE_SESSION,
    "end_session": END_SESSION,
    "choose_language": CHOOSE_LANGUAGE,
}
# Each has all columns of its table, so that the program reads both alike; what the figures role
# must not see in them is empty.
VIEWS = {
    "figure_release": "SELECT table_name, period, body FROM keys.figure_release",
    "ledger_entry": "SELECT table_name, period, sigma, rho, digest FROM keys.ledger_entry",
    "figure_year": "SELECT year, size, tables FROM keys.figure_year",
    "site": """\
SELECT name, founded, register_since, NULL::bytea AS recovery_public FROM keys.site""",
    "alembic_version": "SELECT version_num FROM content.alembic_version",
    "staff_session": "SELECT * FROM figures.own_session()",
    "account": """\
SELECT id, name, role, state, public, shortcuts, language, NULL::bytea AS enrol_digest,
NULL::date AS enrol_until, NULL::bytea AS founding_locked, NULL::varchar AS recipe,
NULL::bytea AS private_locked, NULL::bytea AS totp_locked, NULL::bytea AS pin,
NULL::bigint AS totp_step FROM figures.own_account()""",
}
TRIGGERS = {
    "move_session": "UPDATE ON figures.staff_session",
    "end_session": "DELETE ON figures.staff_session",
    "choose_language": "UPDATE ON figures.account",
}
FIGURES_MAY = (
    *(f"SELECT ON {FIGURES}.{view}" for view in VIEWS),
    *(f"EXECUTE ON FUNCTION {FIGURES}.{name}()" for name in ("own_session", "own_account")),
    f"UPDATE (idle_until) ON {FIGURES}.staff_session",
    f"DELETE ON {FIGURES}.staff_session",
    f"UPDATE (language) ON {FIGURES}.account",
)


class Granted(NamedTuple):
    """The names of roles that have rights here, besides the owner."""

    web: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()


def withdraw(connection: sa.Connection) -> Granted:
    """Take the views away, which would keep their tables from being changed, and say who has which
    role, so that `give` can give them back.
    """
    rows = connection.exec_driver_sql(
        "SELECT n.nspname, r.rolname FROM pg_namespace n, aclexplode(n.nspacl) a"
        " JOIN pg_roles r ON r.oid = a.grantee WHERE a.grantee <> n.nspowner"
        " AND a.privilege_type = 'USAGE' ORDER BY r.rolname"
    ).all()
    content, keys, figures = (
        tuple(role for schema, role in rows if schema == name) for name in (CONTENT, KEYS, FIGURES)
    )
    for words in _undone():
        connection.exec_driver_sql(words)
    # A role that comes in to one of the two alone is not the web role: a copy's, perhaps.
    return Granted(tuple(role for role in content if role in keys), figures)


def give(connection: sa.Connection, granted: Granted) -> None:
    """Give the roles their rights to the tables as they are now."""
    for words in given(granted):
        connection.exec_driver_sql(words)


def given(granted: Granted) -> list[str]:
    """The statements of `give`, for the owner to run where both schemas are searched."""
    web = [words for name in granted.web for words in _to_web(_quoted(name))]
    return [*web, *(_to_figures([_quoted(name) for name in granted.figures]))]


def made_anew(granted: Granted) -> list[str]:
    """The same where there may be views already."""
    return [*_undone(), *given(granted)]


def trespasses(connection: sa.Connection) -> list[str]:
    """What this connection's role may do that the figures role must not: grave ones begin with a
    schema's or a role's name, and "statistics" is what the server's own tables tell.
    """
    schemas = connection.exec_driver_sql(
        "SELECT nspname FROM pg_namespace WHERE nspname IN ('content', 'keys')"
        " AND has_schema_privilege(oid, 'USAGE')"
    ).all()
    roles = connection.exec_driver_sql(
        "SELECT rolname FROM pg_roles WHERE rolname <> current_user AND pg_has_role(oid, 'MEMBER')"
    ).all()
    tells = connection.exec_driver_sql(
        "SELECT has_column_privilege('pg_catalog.pg_class', 'reltuples', 'SELECT')"
    ).scalar()
    return [name for (name,) in (*schemas, *roles)] + (["statistics"] if tells else [])


def _to_web(role: str) -> list[str]:
    schemas = f"{CONTENT}, {KEYS}"
    taken = f"REVOKE ALL ON ALL TABLES IN SCHEMA {schemas} FROM {role}"
    tables = [f"GRANT {may} ON {table} TO {role}" for table, may in WEB.items()]
    return [taken, *tables, f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schemas} TO {role}"]


def _to_figures(roles: list[str]) -> list[str]:
    if not roles:
        return []
    functions = [f"CREATE FUNCTION {FIGURES}.{name}() {does}" for name, does in FUNCTIONS.items()]
    shut = [f"REVOKE ALL ON FUNCTION {FIGURES}.{name}() FROM PUBLIC" for name in FUNCTIONS]
    views = [f"CREATE VIEW {FIGURES}.{name} AS {shows}" for name, shows in VIEWS.items()]
    triggers = [
        f"CREATE TRIGGER {name} INSTEAD OF {act} FOR EACH ROW EXECUTE FUNCTION {FIGURES}.{name}()"
        for name, act in TRIGGERS.items()
    ]
    granted = [f"GRANT {may} TO {', '.join(roles)}" for may in FIGURES_MAY]
    return [*functions, *shut, *views, *triggers, *granted]


def _undone() -> list[str]:
    views = [f"DROP VIEW IF EXISTS {FIGURES}.{name}" for name in VIEWS]
    return [*views, *(f"DROP FUNCTION IF EXISTS {FIGURES}.{name}()" for name in FUNCTIONS)]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
