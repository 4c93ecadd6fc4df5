"""Forms of an inquiry's page. An answer and a working note have differently named boxes, so that
neither can leave as the other.
"""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, StringField
from wtforms.validators import Length

from pressdesk.register.words import Outcome
from pressdesk.web.forms import ANSWER_CHARACTERS, NOTE_CHARACTERS, StaffForm, text_area, tidy
from pressdesk.web.register import words

ENDS = {key: label for key, label in words.OUTCOMES.items() if key is not Outcome.REGISTRAR}


class AnswerForm(StaffForm):
    """The text of the answer."""

    answer = text_area(
        _l("Svaret"),
        _l("Skriv ett svar innan du sparar"),
        ANSWER_CHARACTERS,
        _l("Korta svaret till 8 000 tecken"),
    )
    facts_from = StringField(_l("Fakta kontrollerade av (enhet)"), filters=[tidy])
    version = IntegerField()
    seen = HiddenField()


class InquiryNoteForm(StaffForm):
    """What colleagues need to know."""

    note = text_area(
        _l("Till kollegorna"),
        _l("Skriv en anteckning innan du sparar"),
        NOTE_CHARACTERS,
        _l("Korta anteckningen till 2 000 tecken"),
        _l("Högst 2 000 tecken."),
    )


class StepForm(StaffForm):
    """What one of the steps needs; each sends its own fields."""

    whom = StringField(
        _l("Vem väntar vi på?"),
        description=_l("En enhet eller en roll, inget namn."),
        filters=[tidy],
        validators=[Length(max=80, message=_l("Korta till 80 tecken"))],
    )
    until = StringField(
        _l("Till vilken dag?"),
        description=_l("Till exempel fre, 24/12 eller 2026-12-24."),
        filters=[tidy],
    )
    unit = StringField(_l("Vilken enhet ska ta över?"), filters=[tidy])
    officer = StringField(_l("Vem ska ha den?"), filters=[tidy])  # chosen from a list
    outcome = StringField(_l("Utfall"), filters=[tidy])  # the same
    mandate = HiddenField()
    version = IntegerField()
    seen = HiddenField()
