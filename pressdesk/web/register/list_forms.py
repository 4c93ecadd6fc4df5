"""Forms of the site's own lists."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, RadioField, SelectField, StringField

from pressdesk.web.forms import StaffForm, tidy
from pressdesk.web.register import words

MEDIA = {"": _("Vet inte"), **words.MEDIA}


class EntryForm(StaffForm):
    """A name of a list, with what stands beside it: an outlet's kind of media, a unit's group."""

    name = StringField(_("Namn"), filters=[tidy])
    media = SelectField(
        _("Slags medier"), choices=words.labels(MEDIA), default="", validate_choice=False
    )
    area = StringField(
        _("Grupp"), description=_("Till exempel Bolag. Får vara tom."), filters=[tidy]
    )


class RenameForm(StaffForm):
    """Another name for what is there."""

    name = HiddenField(filters=[tidy])
    new = StringField(
        _("Nytt namn"),
        description=_("Ändras överallt, också i gamla förfrågningar."),
        filters=[tidy],
    )


class MediaForm(StaffForm):
    """What kind of media an outlet is that was new with an inquiry."""

    media = RadioField(
        _("Vilket slags medier är det?"),
        choices=words.labels(MEDIA),
        default="",
        validate_choice=False,
    )
