"""Alembic's migrations; called by `pressdesk.storage.upgrade`, never from the shell."""
