"""Forms: labels ask, descriptions help, messages tell what to do."""

import unicodedata
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from pressdesk import intake
from pressdesk.web import i18n, switching

QUESTION_CHARACTERS = 4_000
ANSWER_CHARACTERS = 8_000
NOTE_CHARACTERS = 2_000
CODE_CHARACTERS = 100  # of what is typed as a code: a longer echo would make the page longer
# Controls, lone surrogates, and marks that steer the direction of text or take no room: they hide
# what a reader should see. The fillers are letters by category, and blank all the same.
UNSEEN = {"Cc", "Cs", "Cf"}
FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"


def tidy(text: str | None) -> str:
    """A text without controls, unseen marks and lone surrogates; lines end in \\n, accents are
    composed.
    """
    lines = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    seen = "".join(symbol for symbol in lines if symbol in "\n\t" or not _is_unseen(symbol))
    return unicodedata.normalize("NFC", seen).strip()


def _short(text: str | None) -> str:
    """A code, proof or token as it was typed, cut where none can go on."""
    return tidy(text)[:CODE_CHARACTERS]


def _once_each(chosen: list[str] | None) -> list[str]:
    """Choices without repeats, so that a page has room for them."""
    return list(dict.fromkeys(chosen or []))


def _is_unseen(symbol: str) -> bool:
    return symbol in FILLERS or unicodedata.category(symbol) in UNSEEN


def _not_blank(_form: FlaskForm, field: Field) -> None:
    if not field.data:
        raise ValidationError(str(field.validators[0].message))


def _choices(labels: dict[str, object]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in labels.items()]


def text_area(
    label: object, message: object, limit: int, too_long: object, description: object = ""
) -> TextAreaField:
    """A box whose text is tidied, must say something, and is not too long."""
    return TextAreaField(
        label,
        description=description,
        filters=[tidy],
        validators=[InputRequired(message), _not_blank, Length(max=limit, message=too_long)],
    )


class Plain(FlaskForm):
    """Not valid while the page only changes language, and without a word about it."""

    def validate(self, extra_validators: Any = None) -> bool:
        return not switching.is_on() and self.is_sound(extra_validators)

    def is_sound(self, extra_validators: Any = None) -> bool:
        """Whether the fields are right, whatever the form is sent for."""
        return bool(super().validate(extra_validators))


class EmployeeForm(Plain):
    class Meta:
        csrf = False  # nothing ambient to forge, and a token would need a cookie

        def get_translations(self, _form: FlaskForm) -> None:
            """None of WTForms' own messages is shown: looking them up would cost for nothing."""


class StaffForm(Plain):
    """With Flask-WTF's token."""


class AskForm(EmployeeForm):
    kinds = SelectMultipleField(
        _("Vad vill du ha hjälp med?"),
        description=_("Välj en eller flera."),
        choices=_choices(i18n.KINDS),
        filters=[_once_each],
        validate_choice=False,
    )
    wanted = RadioField(
        _("När behöver du hjälp?"),
        choices=_choices({key: label for key, (_value, label) in i18n.WANTED.items()}),
        default="this-week",  # only the question is required
        validate_choice=False,
    )
    topic = SelectField(
        _("Vilket ämne gäller det?"),
        choices=_choices({"": _("Jag väljer inget"), **i18n.TOPICS}),
        default="",
        validate_choice=False,
    )
    media = SelectField(
        _("Vilka medier gäller det?"),
        choices=_choices({"": _("Jag väljer inget"), **i18n.MEDIA}),
        default="",
        validate_choice=False,
    )
    text = text_area(
        _("Din fråga"),
        _("Skriv vad du vill ha hjälp med"),
        QUESTION_CHARACTERS,
        _("Korta texten till 4 000 tecken"),
        _("Skriv inte namn, adresser eller annat som pekar ut dig. Högst 4 000 tecken."),
    )
    receipt = HiddenField(filters=[_short])
    proof = HiddenField(filters=[_short])

    def validate_kinds(self, field: Field) -> None:
        if not set(field.data or []) <= set(i18n.KINDS):
            raise ValidationError(_("Välj bland rutorna"))

    def validate_wanted(self, field: Field) -> None:
        if field.data not in i18n.WANTED:
            raise ValidationError(_("Välj när du behöver hjälp"))

    def validate_topic(self, field: Field) -> None:
        if field.data and field.data not in i18n.TOPICS:
            raise ValidationError(_("Välj ett ämne i listan, eller inget"))

    def validate_media(self, field: Field) -> None:
        if field.data and field.data not in i18n.MEDIA:
            raise ValidationError(_("Välj medier i listan, eller inget"))

    def request(self) -> intake.Request:
        """What the form asks for, once it is valid."""
        return intake.Request(
            text=self.text.data,
            wanted=i18n.WANTED[self.wanted.data][0],
            kinds=tuple(kind for kind in i18n.KINDS if kind in (self.kinds.data or [])),
            topic=self.topic.data or None,
            media=self.media.data or None,
        )

    def minted(self) -> intake.Minted:
        """The code and proof that came back with the form."""
        return intake.Minted(self.receipt.data or "", self.proof.data or "")

    def lines(self) -> list[tuple[str, str]]:
        """What was chosen, in words, for the check page."""
        chosen = [str(i18n.KINDS[kind]) for kind in self.request().kinds]
        found = [
            (_("Hjälp med"), ", ".join(chosen)),
            (_("När"), i18n.wanted_label(self.request().wanted)),
            (_("Ämne"), str(i18n.TOPICS.get(self.topic.data, ""))),
            (_("Medier"), str(i18n.MEDIA.get(self.media.data, ""))),
        ]
        return [(str(label), value) for label, value in found if value]


class OpenForm(EmployeeForm):
    receipt = StringField(_("Kvittokod"), filters=[_short])
    position = IntegerField(default=0)


class FollowUpForm(EmployeeForm):
    text = text_area(
        _("Skriv till pressenheten"),
        _("Skriv något innan du skickar"),
        QUESTION_CHARACTERS,
        _("Korta texten till 4 000 tecken"),
        _("Högst 4 000 tecken."),
    )
    receipt = HiddenField(filters=[_short])
    token = HiddenField(filters=[_short])


class AnswerForm(StaffForm):
    text = text_area(
        _("Ditt svar"),
        _("Skriv ett svar innan du skickar"),
        ANSWER_CHARACTERS,
        _("Korta svaret till 8 000 tecken"),
        _("Högst 8 000 tecken."),
    )
    version = IntegerField()


class NoteForm(StaffForm):
    text = text_area(
        _("Till nästa pass"),
        _("Skriv en anteckning innan du sparar"),
        NOTE_CHARACTERS,
        _("Korta anteckningen till 2 000 tecken"),
        _("Högst 2 000 tecken."),
    )


class CloseForm(StaffForm):
    outcome = RadioField(
        _("Hur slutade det?"),
        choices=_choices({str(key): label for key, label in i18n.OUTCOMES.items()}),
        validators=[InputRequired(_("Välj hur det slutade"))],
    )
    version = IntegerField()
