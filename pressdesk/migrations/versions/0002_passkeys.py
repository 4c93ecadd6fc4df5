"""Passkeys, the challenges that they have answered, and what the staff log says of them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

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
)
ADDED = ("added-passkey", "removed-passkey")


def upgrade() -> None:
    op.create_table(
        "passkey",
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("private_locked", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_passkey_account_id_account")
        ),
        sa.PrimaryKeyConstraint("credential_id", name=op.f("pk_passkey")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_passkey_account_id"), "passkey", ["account_id"], unique=False)
    op.create_table(
        "used_challenge",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_used_challenge")),
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
