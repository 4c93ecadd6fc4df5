"""The first tables: accounts and keys, tickets and messages."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "press_officer",
                "comms_chief",
                name="role",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "invited",
                "active",
                "disabled",
                name="accountstate",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("enrol_digest", sa.LargeBinary(), nullable=True),
        sa.Column("enrol_until", sa.Date(), nullable=True),
        sa.Column("founding_locked", sa.LargeBinary(), nullable=True),
        sa.Column("recipe", sa.String(length=80), nullable=True),
        sa.Column("public", sa.LargeBinary(), nullable=True),
        sa.Column("private_locked", sa.LargeBinary(), nullable=True),
        sa.Column("totp_locked", sa.LargeBinary(), nullable=True),
        sa.Column("pin", sa.LargeBinary(), nullable=True),
        sa.Column("totp_step", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("name", name=op.f("uq_account_name")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.String(length=16), nullable=False),
        sa.Column(
            "act",
            sa.Enum(
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
                name="act",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("who", sa.String(length=40), nullable=False),
        sa.Column("about", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index("ix_audit_entry_at", ["at"], unique=False)

    op.create_table(
        "epoch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("verify", sa.LargeBinary(), nullable=False),
        sa.Column("voucher", sa.LargeBinary(), nullable=True),
        sa.Column("for_recovery", sa.LargeBinary(), nullable=False),
        sa.Column("recovery_mac", sa.LargeBinary(), nullable=False),
        sa.Column("is_spent", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_epoch")),
        sa.UniqueConstraint("number", name=op.f("uq_epoch_number")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "lease",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("holder", sa.LargeBinary(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("done", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sign_in_tries",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_in_tries")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "site",
        sa.Column("name", sa.String(length=4), nullable=False),
        sa.Column("founded", sa.String(length=7), nullable=False),
        sa.Column("recovery_public", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_site")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ticket",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("handle", sa.LargeBinary(), nullable=False),
        sa.Column("epoch_id", sa.Uuid(), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "new",
                "taken",
                "answered",
                "closed",
                name="state",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("last_reply_week", sa.String(length=8), nullable=True),
        sa.Column("closed_week", sa.String(length=8), nullable=True),
        sa.Column("purge_week", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("particulars", sa.LargeBinary(), nullable=False),
        sa.Column("outcome", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("wanted BETWEEN 0 AND 5", name=op.f("ck_ticket_wanted")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
        sa.UniqueConstraint("handle", name=op.f("uq_ticket_handle")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_ticket_epoch_id"), "ticket", ["epoch_id"], unique=False)
    op.create_index(
        "ix_ticket_queue",
        "ticket",
        ["wanted", "week", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('new', 'taken')"),
    )

    op.create_table(
        "device",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_device_account_id_account")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_device")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_device_account_id"), "device", ["account_id"], unique=False)

    op.create_table(
        "draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_draft_ticket_id_ticket"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_draft_ticket_id"), "draft", ["ticket_id"], unique=False)

    op.create_table(
        "epoch_grant",
        sa.Column("epoch_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("voucher", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_epoch_grant_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["epoch_id"], ["epoch.id"], name=op.f("fk_epoch_grant_epoch_id_epoch")
        ),
        sa.PrimaryKeyConstraint("epoch_id", "account_id", name=op.f("pk_epoch_grant")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "author",
            sa.Enum(
                "employee", "officer", name="author", native_enum=False, create_constraint=True
            ),
            nullable=False,
        ),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
            name=op.f("fk_message_ticket_id_ticket"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("ticket_id", "position", name=op.f("uq_message_ticket_id")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "staff_session",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("private_locked", sa.LargeBinary(), nullable=False),
        sa.Column("idle_until", sa.BigInteger(), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_staff_session_account_id_account")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_staff_session")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_staff_session_account_id"), "staff_session", ["account_id"], unique=False
    )

    op.create_table(
        "ticket_key",
        sa.Column("handle", sa.LargeBinary(), nullable=False),
        sa.Column("epoch_id", sa.Uuid(), nullable=False),
        sa.Column("for_epoch", sa.LargeBinary(), nullable=True),
        sa.Column("for_receipt", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["epoch_id"], ["epoch.id"], name=op.f("fk_ticket_key_epoch_id_epoch")
        ),
        sa.PrimaryKeyConstraint("handle", name=op.f("pk_ticket_key")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_ticket_key_epoch_id"), "ticket_key", ["epoch_id"], unique=False)

    op.create_table(
        "working_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
            name=op.f("fk_working_note_ticket_id_ticket"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_working_note")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_working_note_ticket_id"), "working_note", ["ticket_id"], unique=False)
