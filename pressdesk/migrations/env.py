"""What Alembic runs, on the connection and in the transaction of `storage.upgrade`."""

from alembic import context

# So that the metadata knows them.
from pressdesk import keytables, registertables, tables  # noqa: F401
from pressdesk.schema import Record

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Record.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
