"""Holds, purge records and notices, and what the staff log says of them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

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
)
ADDED = (
    "placed-hold",
    "lifted-hold",
    "disclosed-list",
    "disclosed-ticket",
    "said-clock-is-right",
    "restored",
)
NOTICE_STATES = ("waiting", "handed", "sent", "missed")


def upgrade() -> None:
    op.create_table(
        "hold",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=True),
        sa.Column("from_week", sa.String(length=8), nullable=True),
        sa.Column("to_week", sa.String(length=8), nullable=True),
        sa.Column("review", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "(ticket_id IS NULL) <> (from_week IS NULL)", name=op.f("ck_hold_scope")
        ),
        sa.CheckConstraint("(from_week IS NULL) = (to_week IS NULL)", name=op.f("ck_hold_weeks")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
        sa.UniqueConstraint("reference", name=op.f("uq_hold_reference")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "purge_record",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("decision", sa.String(length=80), nullable=False),
        sa.Column("tickets", sa.Integer(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("epochs", sa.Integer(), nullable=False),
        sa.Column("tombstones", sa.Integer(), nullable=False),
        sa.Column("audit", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_purge_record")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "notice",
        sa.Column("slot", sa.String(length=13), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*NOTICE_STATES, name="noticestate", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("fault", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("slot", name=op.f("pk_notice")),
        sqlite_with_rowid=False,
    )
    # The list of acts is a check, which SQLite changes by making the table anew.
    was = _audit_entry(ACTS)
    with op.batch_alter_table(
        "audit_entry", copy_from=was, recreate="always", table_kwargs={"sqlite_with_rowid": False}
    ) as table:
        table.alter_column("act", existing_type=was.c.act.type, type_=_act((*ACTS, *ADDED)))


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
