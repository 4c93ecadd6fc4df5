"""Slips, their keys, what was published and what it has cost; and how far a ticket is counted."""

import sqlalchemy as sa
from alembic import op

from pressdesk import clock

revision = "0004"
down_revision = "0003"

SIZES = ("quiet", "normal", "busy")
ACTS = (
    "signed-in",
    "sign-in-refused",
    "enrolled",
    "handed-keys",
    "changed-passphrase",
    "renewed-totp",
    "ended-sessions",
    "invited",
    "disabled",
    "reset",
    "recovered",
    "renewed-slips",
    "saw-replaced-keys",
    "worked-with-tickets",
    "added-passkey",
    "removed-passkey",
    "placed-hold",
    "lifted-hold",
    "disclosed-list",
    "disclosed-ticket",
    "said-clock-is-right",
    "restored",
)
FROZEN = ("figure_release", "ledger_entry")
UNCHANGED = """\
CREATE TRIGGER {table}_{act} BEFORE {act} ON {table}
BEGIN SELECT RAISE(ABORT, 'what is published stays as it is'); END"""
UNCHANGED_ON_SERVER = """\
CREATE TRIGGER {table}_{act} BEFORE {act} ON {table}
FOR EACH ROW EXECUTE FUNCTION what_is_published_stays()"""
UNEMPTIED_ON_SERVER = """\
CREATE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION what_is_published_stays()"""
STAYS = """\
CREATE FUNCTION what_is_published_stays() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'what is published stays as it is'; END $$"""


def upgrade() -> None:
    op.add_column(
        "ticket_key", sa.Column("counted", sa.Integer(), server_default="0", nullable=False)
    )
    _add_ballots()
    _add_releases()
    # Figures begin now: of the months before, nothing was counted.
    site = sa.table("site", sa.column("founded"))
    op.execute(site.update().values(founded=clock.month_of(clock.today())))
    # The list of acts is a check, which SQLite changes by making the table anew.
    was = _audit_entry(ACTS)
    with op.batch_alter_table(
        "audit_entry", copy_from=was, recreate="always", table_kwargs={"sqlite_with_rowid": False}
    ) as table:
        acts = _act((*ACTS, "published-figures"))
        table.alter_column("act", existing_type=was.c.act.type, type_=acts)


def _add_ballots() -> None:
    op.create_table(
        "figure_year",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "size",
            sa.Enum(*SIZES, name="size", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("tables", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_figure_year")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ballot_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("table_name", sa.String(length=20), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("epoch_id", sa.Uuid(), nullable=False),
        sa.Column("voucher", sa.LargeBinary(), nullable=False),
        sa.Column("for_recovery", sa.LargeBinary(), nullable=False),
        sa.Column("is_spent", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["epoch_id"], ["epoch.id"], name=op.f("fk_ballot_key_epoch_id_epoch")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot_key")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ballot_grant",
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_ballot_grant_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["key_id"], ["ballot_key.id"], name=op.f("fk_ballot_grant_key_id_ballot_key")
        ),
        sa.PrimaryKeyConstraint("key_id", "account_id", name=op.f("pk_ballot_grant")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "slip",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["key_id"], ["ballot_key.id"], name=op.f("fk_slip_key_id_ballot_key")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slip")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_slip_key_id"), "slip", ["key_id"], unique=False)


def _add_releases() -> None:
    op.create_table(
        "figure_release",
        sa.Column("table_name", sa.String(length=20), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("table_name", "period", name=op.f("pk_figure_release")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ledger_entry",
        sa.Column("table_name", sa.String(length=20), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("sigma", sa.Integer(), nullable=False),
        sa.Column("rho", sa.String(length=12), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("table_name", "period", name=op.f("pk_ledger_entry")),
        sqlite_with_rowid=False,
    )
    is_server = op.get_bind().dialect.name == "postgresql"
    if is_server:
        op.execute(STAYS)
    for table in FROZEN:
        for act in ("update", "delete"):
            words = UNCHANGED_ON_SERVER if is_server else UNCHANGED
            op.execute(words.format(table=table, act=act))
        if is_server:
            op.execute(UNEMPTIED_ON_SERVER.format(table=table))


def _act(acts: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*acts, name="act", native_enum=False, create_constraint=True)


def _audit_entry(acts: tuple[str, ...]) -> sa.Table:
    return sa.Table(
        "audit_entry",
        sa.MetaData(),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.String(length=16), nullable=False),
        sa.Column("act", _act(acts), nullable=False),
        sa.Column("who", sa.String(length=40), nullable=False),
        sa.Column("about", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entry"),
        sa.Index("ix_audit_entry_at", "at"),
        sqlite_with_rowid=False,
    )
