"""The register of press inquiries, its keys, and what is searched in it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

from pressdesk import clock

revision = "0005"
down_revision = "0004"

CHANNELS = ("phone", "mail", "in-person", "social-media", "press-meeting")
KINDS = ("facts", "statement", "interview", "visit", "correction", "records-request")
DUES = ("none", "now", "time", "day")
CORRECTIONS = ("asked", "made")
STATUSES = ("new", "taken", "waiting", "for-sign-off", "released", "closed")
OUTCOMES = (
    "facts",
    "statement",
    "interview",
    "other-unit",
    "outside",
    "registrar",
    "press-meeting",
    "withdrawn",
    "not-in-time",
    "declined-secrecy",
    "declined-individual-case",
    "declined-not-ours",
)
REQUESTER = (
    "NOT is_records_request OR (outlet IS NULL AND question = '' AND answer IS NULL"
    " AND proposed IS NULL AND spokesperson = '' AND follows IS NULL)"
)
ALONE = ("released_at", "closed_at", "follows", "line_id")
NUMBERED = ("kind", "status", "issue_id", "outcome")
FILTERED = ("status", "unit", "outlet", "topic", "kind", "outcome")
WAITING = ["open_order", "number", "parked_until", "owner_id", "issue_id", *FILTERED[:-1]]
WORDS = """\
CREATE VIRTUAL TABLE search_words USING fts5 (exact_title, exact_body, plain_title, plain_body,
prefix='2 3', tokenize='unicode61 remove_diacritics 0')"""
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
    "published-figures",
)
ADDED = ("disclosed-register", "exported-inquiry")


def upgrade() -> None:
    _add_lists()
    _add_lines()
    _add_inquiries()
    _add_what_goes_with_inquiries()
    _add_duty()
    _add_keys()
    _add_sealed()
    _add_search()
    _add_columns()
    # The list of acts is a check, which SQLite changes by making the table anew.
    was = _audit_entry(ACTS)
    with op.batch_alter_table(
        "audit_entry", copy_from=was, recreate="always", table_kwargs={"sqlite_with_rowid": False}
    ) as table:
        table.alter_column("act", existing_type=was.c.act.type, type_=_act((*ACTS, *ADDED)))


def _add_lists() -> None:
    op.create_table(
        "outlet",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("media", sa.String(length=20), nullable=True),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_outlet")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "unit",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("area", sa.String(length=80), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_unit")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "topic",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_topic")),
        sqlite_with_rowid=False,
    )


def _add_lines() -> None:
    op.create_table(
        "line",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_withdrawn", sa.Boolean(), nullable=False),
        _named("line", "unit", "unit"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_line_unit"), "line", ["unit"], unique=False)
    op.create_table(
        "line_text",
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=17), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("facts", sa.String(), nullable=False),
        sa.Column("quote", sa.String(), nullable=False),
        sa.Column("quoted", sa.String(length=200), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        _points("line_text", "line_id", "line.id", "CASCADE"),
        sa.PrimaryKeyConstraint("line_id", "version", name=op.f("pk_line_text")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "issue",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=True),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("is_closed", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _points("issue", "line_id", "line.id", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue")),
        sqlite_with_rowid=False,
    )


def _add_inquiries() -> None:
    op.create_table(
        "inquiry",
        *_asked(),
        *_standing(),
        sa.Column("registry_number", sa.String(length=40), nullable=True),
        sa.Column("exported_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _check("answered", "(answer IS NULL) = (released_at IS NULL)"),
        _check("ended", "(outcome IS NULL) = (closed_at IS NULL)"),
        _check("closed", "(status = 'closed') = (closed_at IS NOT NULL)"),
        _check("deadline", "(due = 'none') = (due_until IS NULL)"),
        _check("requester", REQUESTER),
        _check("outlet", "is_records_request OR outlet IS NOT NULL"),
        _named("inquiry", "outlet", "outlet"),
        _named("inquiry", "topic", "topic"),
        *(_named("inquiry", column, "unit") for column in ("unit", "facts_from", "passed_to")),
        _points("inquiry", "follows", "inquiry.number", "SET NULL"),
        _points("inquiry", "issue_id", "issue.id", "SET NULL"),
        _points("inquiry", "line_id", "line.id", "SET NULL"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_inquiry")),
        sqlite_with_rowid=False,
    )
    is_open = sa.text("open_order IS NOT NULL")
    op.create_index(
        "ix_inquiry_open",
        "inquiry",
        WAITING,
        unique=False,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    for column in ("unit", "outlet", "topic"):
        columns = [column, "number", *(name for name in FILTERED if name != column)]
        op.create_index(f"ix_inquiry_{column}", "inquiry", columns, unique=False)
    op.create_index("ix_inquiry_received", "inquiry", ["received_at", "number"], unique=False)
    for column in NUMBERED:
        op.create_index(f"ix_inquiry_{column}", "inquiry", [column, "number"], unique=False)
    for column in ALONE:
        op.create_index(f"ix_inquiry_{column}", "inquiry", [column], unique=False)


def _asked() -> list[sa.Column]:
    return [
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("received_at", sa.String(length=17), nullable=False),
        sa.Column("channel", _choice("channel", CHANNELS), nullable=False),
        sa.Column("outlet", sa.String(length=80), nullable=True),
        sa.Column("unit", sa.String(length=80), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("kind", _choice("kind", KINDS), nullable=True),
        sa.Column("topic", sa.String(length=80), nullable=True),
        sa.Column("due", _choice("due", DUES), nullable=False),
        sa.Column("due_until", sa.String(length=17), nullable=True),
        sa.Column("open_order", sa.String(length=17), nullable=True),
        sa.Column("spokesperson", sa.String(length=80), nullable=False),
        sa.Column("is_live", sa.Boolean(), nullable=True),
        sa.Column("embargo_until", sa.String(length=17), nullable=True),
        sa.Column("call_back_at", sa.String(length=17), nullable=True),
        sa.Column("follows", sa.BigInteger(), nullable=True),
        sa.Column("issue_id", sa.Integer(), nullable=True),
        sa.Column("facts_from", sa.String(length=80), nullable=True),
        sa.Column("correction", _choice("correction", CORRECTIONS), nullable=True),
        sa.Column("line_id", sa.Integer(), nullable=True),
        sa.Column("line_version", sa.Integer(), nullable=True),
    ]


def _standing() -> list[sa.Column]:
    return [
        sa.Column("status", _choice("status", STATUSES), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("taken_at", sa.String(length=17), nullable=True),
        sa.Column("waiting_with", sa.String(length=80), nullable=True),
        sa.Column("waiting_since", sa.String(length=17), nullable=True),
        sa.Column("parked_until", sa.Date(), nullable=True),
        sa.Column("passed_to", sa.String(length=80), nullable=True),
        sa.Column("proposed", sa.String(), nullable=True),
        sa.Column("signed_at", sa.String(length=17), nullable=True),
        sa.Column("signed_by", sa.String(length=40), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("released_at", sa.String(length=17), nullable=True),
        sa.Column("outcome", _choice("outcome", OUTCOMES), nullable=True),
        sa.Column("closed_at", sa.String(length=17), nullable=True),
        sa.Column("is_records_request", sa.Boolean(), nullable=False),
    ]


def _add_what_goes_with_inquiries() -> None:
    op.create_table(
        "inquiry_unit",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("unit", sa.String(length=80), nullable=False),
        _points("inquiry_unit", "number", "inquiry.number", "CASCADE"),
        _named("inquiry_unit", "unit", "unit"),
        sa.PrimaryKeyConstraint("number", "unit", name=op.f("pk_inquiry_unit")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "inquiry_undo",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        _points("inquiry_undo", "number", "inquiry.number", "CASCADE"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_inquiry_undo")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "mask",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("field", sa.String(length=20), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=60), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        _points("mask", "number", "inquiry.number", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mask")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_mask_number"), "mask", ["number"], unique=False)


def _add_duty() -> None:
    op.create_table(
        "duty_week",
        sa.Column("monday", sa.Date(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("backup_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("monday", name=op.f("pk_duty_week")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "crisis",
        sa.Column("name", sa.String(length=6), nullable=False),
        sa.Column("since", sa.String(length=17), nullable=False),
        sa.Column("ended_at", sa.String(length=17), nullable=True),
        sa.Column("unit", sa.String(length=80), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=True),
        sa.Column("wording", sa.String(), nullable=False),
        sa.Column("meeting_at", sa.String(length=17), nullable=True),
        sa.Column("meeting_place", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _points("crisis", "issue_id", "issue.id", "SET NULL"),
        _named("crisis", "unit", "unit"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_crisis")),
        sqlite_with_rowid=False,
    )


def _add_keys() -> None:
    op.create_table(
        "register_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("voucher", sa.LargeBinary(), nullable=False),
        sa.Column("for_recovery", sa.LargeBinary(), nullable=False),
        sa.Column("is_spent", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_key")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "register_grant",
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        _points("register_grant", "account_id", "account.id"),
        _points("register_grant", "key_id", "register_key.id"),
        sa.PrimaryKeyConstraint("key_id", "account_id", name=op.f("pk_register_grant")),
        sqlite_with_rowid=False,
    )


def _add_sealed() -> None:
    op.create_table(
        "reporter",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        _points("reporter", "key_id", "register_key.id"),
        _points("reporter", "number", "inquiry.number", "CASCADE"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_reporter")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "inquiry_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        _points("inquiry_note", "key_id", "register_key.id"),
        _points("inquiry_note", "number", "inquiry.number", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiry_note")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_inquiry_note_number"), "inquiry_note", ["number"], unique=False)
    op.create_table(
        "register_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_draft")),
        sqlite_with_rowid=False,
    )


def _add_search() -> None:
    """The texts, and the words that they are found by: a table of FTS5's, or two columns."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "search_text",
        sa.Column("number", number, nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_search_text")),
        sa.UniqueConstraint("id", name=op.f("uq_search_text_id")),
    )
    if op.get_bind().dialect.name != "postgresql":
        op.execute(WORDS)
        return
    for column in ("exact", "plain"):
        op.add_column("search_text", sa.Column(column, TSVECTOR(), nullable=False))
        name = f"ix_search_text_{column}"
        op.create_index(name, "search_text", [column], unique=False, postgresql_using="gin")


def _add_columns() -> None:
    since = sa.Column("register_since", sa.String(length=7), server_default="", nullable=False)
    op.add_column("site", since)
    # The register begins now: of the months before, no inquiry was counted.
    site = sa.table("site", sa.column("register_since"))
    op.execute(site.update().values(register_since=clock.month_of(clock.today())))
    shortcuts = sa.Column("shortcuts", sa.Boolean(), server_default=sa.true(), nullable=False)
    op.add_column("account", shortcuts)
    for counted in ("inquiries", "reporters"):
        column = sa.Column(counted, sa.Integer(), server_default="0", nullable=False)
        op.add_column("purge_record", column)


def _choice(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True)


def _check(name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_inquiry_{name}"))


def _named(table: str, column: str, kept: str) -> sa.ForeignKeyConstraint:
    """A column of names of a list of the site's."""
    name = op.f(f"fk_{table}_{column}_{kept}")
    parents = [f"{kept}.name"]
    return sa.ForeignKeyConstraint(
        [column], parents, name=name, onupdate="CASCADE", ondelete="RESTRICT"
    )


def _points(
    table: str, column: str, to: str, ondelete: str | None = None
) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{to.partition('.')[0]}")
    return sa.ForeignKeyConstraint([column], [to], name=name, ondelete=ondelete)


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
