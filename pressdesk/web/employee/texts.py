"""What of an employee's text must go, and what is marked in it."""

from flask import g
from flask_babel import gettext as _

from pressdesk.guard import identities
from pressdesk.web import forms, marks, site
from pressdesk.web.forms import AskForm, FollowUpForm


def our_phones() -> frozenset[str]:
    return frozenset({site.settings().duty_phone} - {""})


def passes(form: AskForm | FollowUpForm) -> bool:
    """Whether the fields are right and no sure find is left in the text."""
    is_valid = form.is_sound()
    if any(find.is_sure for find in finds(form)):
        form.text.errors = [*form.text.errors, _("Ta bort det som är markerat under rutan")]
        return False
    return is_valid


def finds(form: AskForm | FollowUpForm) -> list[identities.Find]:
    """What is looked for in a text once, for as long as the request."""
    text = (form.text.data or "")[: forms.QUESTION_CHARACTERS * 4]
    looked_at, found = g.get("finds", (None, []))
    if text != looked_at:
        found = identities.find(text, allowed_phones=our_phones())
        g.finds = text, found
    return found


def sure_marked(form: AskForm | FollowUpForm) -> list[tuple[str, str | None]] | None:
    sure = [find for find in finds(form) if find.is_sure]
    return marks.pieces(form.text.data, sure) if sure else None
