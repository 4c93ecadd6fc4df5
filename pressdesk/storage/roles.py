"""The SQL that makes the roles of a database: printed by `pressdesk roles`, run by its
administrator.

It may be run again, on an empty database or on a site's: then it also puts back what somebody has
granted or owns by mistake.
"""

import re

from pressdesk.errors import ShellError
from pressdesk.storage import rights
from pressdesk.storage.rights import Granted
from pressdesk.storage.servers import CONTENT, FIGURES, KEYS

NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
MOST_CONNECTIONS = 40  # of the figures role: two processes, and those that replace them
# How many rows a table has, how large it is and how much was written stand in the server's own
# tables for everybody: a count that moves, which the figures promise not to be. And whoever may
# take the lock of the one who writes could keep all others from writing.
TELLING = (
    "^(lo_|lo(creat|read|write)|pg_stat_get_|pg_(try_)?advisory_|pg_control_|pg_lock_status$"
    "|pg_(table|relation|total_relation|indexes|database|tablespace)_size$|pg_current_(wal|xact|sn)"
    "|txid_|pg_export_snapshot$|pg_blocking_pids$|pg_safe_snapshot|pg_prepared_xact$|pg_xact_"
    "|pg_last_(committed|xact)|pg_get_replication_slots$)"
)
COUNTING = (
    *("reltuples", "relpages", "relallvisible", "relfilenode", "relfrozenxid", "relminmxid"),
)
SCRIPT = """\
-- Three roles for pressdesk's database, and what each may do there.
-- Run by a superuser in that database: psql --dbname DATABASE --file THIS
-- Then give each a way to sign in (pg_hba.conf, or \\password), and run: pressdesk upgrade
\\set ON_ERROR_STOP on
BEGIN;
{body}
COMMIT;
"""
BODY = """\
SET LOCAL search_path = {content}, {keys};
SET LOCAL client_min_messages = warning;

DO $do$ DECLARE
  name text; other text;
BEGIN
  FOREACH name IN ARRAY ARRAY[{names}] LOOP
    IF name = current_user THEN
      RAISE 'you are % yourself: choose another name for the role', name;
    ELSIF EXISTS (SELECT FROM pg_roles WHERE rolname = name AND rolsuper) THEN
      RAISE '% is a superuser: choose another name for the role', name;
    ELSIF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
      EXECUTE format('CREATE ROLE %I', name);
    END IF;
    FOR other IN SELECT roleid::regrole::text FROM pg_auth_members
      WHERE member = name::regrole LOOP
      EXECUTE format('REVOKE %s FROM %I', other, name);
    END LOOP;
  END LOOP;
END $do$;
ALTER ROLE {owner} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE {web} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE {figures} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS
  CONNECTION LIMIT {connections};

-- The database and its schemas: nobody else comes in, and the owner alone makes anything.
DO $do$ BEGIN
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC, {web}, {figures}', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO {web}, {figures}', current_database());
  EXECUTE format('GRANT CONNECT, CREATE, TEMP ON DATABASE %I TO {owner}', current_database());
END $do$;
REVOKE ALL ON SCHEMA public FROM PUBLIC, {web}, {figures};
CREATE SCHEMA IF NOT EXISTS {content};
CREATE SCHEMA IF NOT EXISTS {keys};
CREATE SCHEMA IF NOT EXISTS {views};
ALTER SCHEMA {content} OWNER TO {owner};
ALTER SCHEMA {keys} OWNER TO {owner};
ALTER SCHEMA {views} OWNER TO {owner};
REVOKE ALL ON SCHEMA {content}, {keys}, {views} FROM PUBLIC, {web}, {figures};
GRANT USAGE ON SCHEMA {content}, {keys} TO {web};
GRANT USAGE ON SCHEMA {views} TO {figures};
DO $do$ DECLARE
  each text;
BEGIN
  FOR each IN SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n
    ON n.oid = c.relnamespace WHERE n.nspname IN ('{content}', '{keys}', '{views}')
    AND c.relkind IN ('r', 'v') LOOP
    EXECUTE format('ALTER TABLE %s OWNER TO {owner}', each);
    EXECUTE format('REVOKE ALL ON %s FROM PUBLIC, {web}, {figures}', each);
  END LOOP;
  FOR each IN SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n
    ON n.oid = p.pronamespace WHERE n.nspname IN ('{content}', '{keys}', '{views}') LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO {owner}', each);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC, {web}, {figures}', each);
  END LOOP;
END $do$;
ALTER DEFAULT PRIVILEGES FOR ROLE {owner} REVOKE ALL ON FUNCTIONS FROM PUBLIC;

-- What the server tells everybody of its tables, and locks that everybody may take.
DO $do$ DECLARE
  each text;
BEGIN
  FOR each IN SELECT p.oid::regprocedure::text FROM pg_proc p
    WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.prokind = 'f' AND p.proname ~
    '{telling}'
    AND NOT EXISTS (SELECT FROM pg_init_privs i WHERE i.objoid = p.oid
      AND i.classoid = 'pg_proc'::regclass) LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', each);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO {owner}, {web}, pg_monitor', each);
  END LOOP;
  SELECT string_agg(quote_ident(attname), ', ') INTO each FROM pg_attribute
    WHERE attrelid = 'pg_class'::regclass AND attnum > 0
    AND attname NOT IN ({counting});
  REVOKE SELECT ON pg_catalog.pg_class FROM PUBLIC;
  EXECUTE format('GRANT SELECT (%s) ON pg_catalog.pg_class TO PUBLIC', each);
  GRANT SELECT ON pg_catalog.pg_class TO {owner}, {web}, pg_monitor;
END $do$;

-- Rights to tables, where there are any yet. `pressdesk upgrade` gives the same ones anew.
SET LOCAL ROLE {owner};
DO $do$ BEGIN
  IF to_regclass('{keys}.site') IS NULL THEN RETURN; END IF;
{grants};
END $do$;
RESET ROLE;"""


def script(owner: str, web: str, figures: str) -> str:
    """What to run as the database's administrator, by psql.

    Raises:
        ShellError: a name is none, or two are the same.
    """
    return SCRIPT.format(body=body(owner, web, figures))


def body(owner: str, web: str, figures: str) -> str:
    """The same without what psql alone understands, for a transaction. Raises ShellError."""
    for name in (owner, web, figures):
        if not NAME.fullmatch(name) or name.startswith("pg_"):
            raise ShellError(f"{name!r} is no name for a role: write a-z, 0-9 and _, as press_web.")
    if len({owner, web, figures}) < 3:  # noqa: PLR2004
        raise ShellError("Each role needs a name of its own.")
    return BODY.format(
        names=f"'{owner}', '{web}', '{figures}'",
        owner=f'"{owner}"',
        web=f'"{web}"',
        figures=f'"{figures}"',
        content=CONTENT,
        keys=KEYS,
        views=FIGURES,
        connections=MOST_CONNECTIONS,
        telling=TELLING,
        counting=", ".join(f"'{name}'" for name in COUNTING),
        grants=";\n".join(rights.made_anew(Granted((web,), (figures,)))),
    )
