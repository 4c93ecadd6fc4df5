"""The language that a member of staff has chosen for her pages."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("account", sa.Column("language", sa.String(20), nullable=True))
