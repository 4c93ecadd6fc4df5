"""Tables of the register of press inquiries: a public record from the first row.

Nothing here names a reporter, and nothing leads to a ticket. Units, outlets and topics are named as
the site's own lists have them: to rename one renames it everywhere, and what is used cannot go.
"""

from pressdesk.registertables.duty import Crisis, DutyWeek
from pressdesk.registertables.inquiries import Inquiry, InquiryUndo, InquiryUnit, Mask
from pressdesk.registertables.lines import Issue, Line, LineText, SearchText
from pressdesk.registertables.lists import NAME_CHARACTERS, Outlet, Topic, Unit

__all__ = [
    "Crisis",
    "DutyWeek",
    "Inquiry",
    "InquiryUndo",
    "InquiryUnit",
    "Issue",
    "Line",
    "LineText",
    "Mask",
    "NAME_CHARACTERS",
    "Outlet",
    "SearchText",
    "Topic",
    "Unit",
]
