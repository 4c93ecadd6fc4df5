"""What the form of an inquiry offers to choose from, and what a guard holds back of it."""

from typing import NamedTuple

from sqlmodel import Session

from pressdesk.inquiries import issues
from pressdesk.register import lists
from pressdesk.register.names import fold
from pressdesk.registertables import NAME_CHARACTERS
from pressdesk.web.register import asked_forms, naming, words
from pressdesk.web.register.asked_forms import AskedForm
from pressdesk.web.register.given import IN_LIST
from pressdesk.web.register.guarding import Marked, guarded

MOST_ALIKE = 5


class Names(NamedTuple):
    """The site's own lists, to be offered while somebody types."""

    outlets: list[str]
    units: list[str]


def names(db: Session) -> Names:
    """Those that are in use."""
    return Names(
        [row.name for row in lists.outlets(db)],
        [row.name for row in lists.units(db)],
    )


def alike(db: Session, outlet: str) -> list[str]:
    """Outlets that may be meant by the beginning of a word of their name, five at most."""
    typed = f" {fold(outlet)}"
    rest = [row.name for row in lists.outlets(db) if fold(row.name) != typed[1:]]
    return [name for name in rest if typed in f" {fold(name)}"][:MOST_ALIKE]


def fill(db: Session, form: AskedForm) -> None:
    """Give the form its choices: topics, with a retired one that stands there, and open issues."""
    offered = [row.name for row in lists.topics(db)]
    stands = form.topic.data
    if stands and stands not in offered and len(stands) <= NAME_CHARACTERS:
        offered.append(stands)
    current = {issue.id: issue.title for issue in issues.current(db)}
    none = asked_forms.NOT_CHOSEN
    form.topic.choices = words.labels(none | {name: name for name in offered})
    form.issue.choices = words.labels(none | current)


def issue_of(db: Session, form: AskedForm) -> int | None:
    """The open issue that was chosen; None for none, and after saying that it is not open."""
    if not form.issue.data:
        return None
    for issue in issues.current(db):
        if form.issue.data == str(issue.id):
            return issue.id
    naming.say(form.issue, IN_LIST)
    return None


def is_new_outlet(db: Session, typed: str) -> bool:
    """Whether the site's list does not have it yet."""
    return fold(typed) not in {fold(row.name) for row in lists.outlets(db, all=True)}


def held(db: Session, form: AskedForm) -> dict[str, Marked]:
    """What a guard holds back, by field: what must not stand in a public record, or perhaps should
    not. An outlet that the list has is what it is; a new one may be somebody's name.
    """
    looked_at = [form.question, form.spokesperson]
    if is_new_outlet(db, form.outlet.data or ""):
        looked_at.append(form.outlet)
    found = {field.name: guarded(field, asks=False) for field in looked_at}
    return {name: marked for name, marked in found.items() if marked}
