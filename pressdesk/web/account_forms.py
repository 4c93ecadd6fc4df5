"""Forms of one's own account: what she has, what she knows, and what comes instead."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Field, HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from pressdesk.web.forms import StaffForm, tidy


class SignInForm(StaffForm):
    name = StringField(_("Användarnamn"), validators=[InputRequired(_("Skriv ditt användarnamn"))])
    passphrase = PasswordField(_("Lösenfras"), validators=[InputRequired(_("Skriv din lösenfras"))])
    code = StringField(
        _("Engångskod"),
        description=_("Sex siffror från appen i din telefon."),
        validators=[InputRequired(_("Skriv koden från appen"))],
    )


class EnrolForm(StaffForm):
    name = StringField(_("Användarnamn"), validators=[InputRequired(_("Skriv ditt användarnamn"))])
    code = StringField(
        _("Engångskod från administratören"),
        description=_("Fem grupper med fyra tecken."),
        validators=[InputRequired(_("Skriv koden som du har fått"))],
    )


class SecretForm(StaffForm):
    passphrase = PasswordField(
        _("Lösenfras"),
        description=_("Minst 15 tecken. Mellanslag räknas."),
        validators=[InputRequired(_("Välj en lösenfras"))],
    )
    passphrase_again = PasswordField(
        _("Lösenfrasen en gång till"), validators=[InputRequired(_("Skriv lösenfrasen igen"))]
    )
    code = StringField(
        _("Koden som appen visar nu"),
        description=_("Sex siffror."),
        validators=[InputRequired(_("Skriv koden från appen"))],
    )
    token = HiddenField()

    def validate_passphrase_again(self, field: Field) -> None:
        if field.data != self.passphrase.data:
            raise ValidationError(_("Skriv samma lösenfras två gånger"))


class HandOverForm(StaffForm):
    name = HiddenField(filters=[tidy])
    fingerprint = HiddenField(filters=[tidy])


class ProveForm(StaffForm):
    """What she has now, before anything of it is changed."""

    current = PasswordField(
        _("Din lösenfras nu"), validators=[InputRequired(_("Skriv lösenfrasen som du har nu"))]
    )
    code = StringField(
        _("Engångskod"),
        description=_("Sex siffror från appen som du använder nu."),
        validators=[InputRequired(_("Skriv koden från appen"))],
    )


class PassphraseForm(ProveForm):
    passphrase = PasswordField(
        _("Ny lösenfras"),
        description=_("Minst 15 tecken. Mellanslag räknas."),
        validators=[InputRequired(_("Välj en ny lösenfras"))],
    )
    passphrase_again = PasswordField(
        _("Den nya lösenfrasen en gång till"),
        validators=[InputRequired(_("Skriv den nya lösenfrasen igen"))],
    )

    def validate_passphrase_again(self, field: Field) -> None:
        if field.data != self.passphrase.data:
            raise ValidationError(_("Skriv samma nya lösenfras två gånger"))


class PhoneForm(ProveForm):
    new_code = StringField(
        _("Koden som den nya appen visar"),
        description=_("Sex siffror."),
        validators=[InputRequired(_("Skriv koden från den nya appen"))],
    )
    token = HiddenField()


class PasskeyForm(ProveForm):
    """Before a passkey is made: what it will be called."""

    label = StringField(
        _("Vad ska passnyckeln heta?"),
        description=_("Så att du känner igen den, till exempel ”min telefon”. Högst 40 tecken."),
        filters=[tidy],
        validators=[
            InputRequired(_("Ge passnyckeln ett namn")),
            Length(min=1, max=40, message=_("Ge passnyckeln ett namn på 1 till 40 tecken")),
        ],
    )


class AnswerForm(StaffForm):
    """What static/passkeys.js fills in; and a passphrase, where the passkey opens no keys."""

    challenge = HiddenField()
    credential = HiddenField()
    prf = HiddenField()
    passphrase = PasswordField(_("Lösenfras"))


class SlipsForm(ProveForm):
    is_sure = BooleanField(
        _("De gamla lapparna ska sluta gälla"),
        validators=[InputRequired(_("Kryssa i att de gamla lapparna ska sluta gälla"))],
    )
