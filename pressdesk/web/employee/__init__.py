"""The employee's pages: rights, ask, check, sent, mailbox. No cookie, script or query string."""

from pressdesk.web.employee import answers, asking
from pressdesk.web.employee.pages import pages

__all__ = ["answers", "asking", "pages"]
