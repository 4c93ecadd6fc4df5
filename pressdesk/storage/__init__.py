"""The database: a file (SQLite) or a server (PostgreSQL), guarantees read back, one transaction.

Nothing above decides when to commit but the web layer and the shell, which open one transaction per
request.
"""

from pressdesk.storage.files import DATABASE, FileStore
from pressdesk.storage.forms import (
    CONTENT_TABLES,
    check_whole,
    copy,
    form_at_once,
    is_founded,
    is_known,
    newest_revision,
    revision,
    upgrade,
)
from pressdesk.storage.narrow import FiguresStore, show_session
from pressdesk.storage.servers import ServerStore
from pressdesk.storage.stores import BUSY_MILLISECONDS, Store

__all__ = [
    "BUSY_MILLISECONDS",
    "CONTENT_TABLES",
    "DATABASE",
    "FileStore",
    "FiguresStore",
    "ServerStore",
    "Store",
    "check_whole",
    "copy",
    "form_at_once",
    "is_founded",
    "is_known",
    "newest_revision",
    "revision",
    "show_session",
    "upgrade",
]
