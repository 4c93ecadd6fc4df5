"""Languages by path, and the words for what is stored as an id."""

import re
from functools import cache
from typing import Any

import flask_babel
from babel import Locale
from flask import Flask, current_app, request
from flask_babel import lazy_gettext as _
from markupsafe import Markup

from pressdesk import languages
from pressdesk.keytables import Act, Role
from pressdesk.languages import SWEDISH, Language
from pressdesk.notices import Fault
from pressdesk.register import words as inquiry_words
from pressdesk.tables import Outcome, Wanted
from pressdesk.web.wording import Wording

LANGUAGE = "pressdesk.language"  # where the edge leaves it in the environ


# What is left to say when even the page that tells of an error fails: no template, no catalogue.
LAST_WORDS = """\
<!doctype html>
<html lang="sv">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Fel: Något gick fel hos oss</title>
<h1>Något gick fel hos oss</h1>
<p>Försök igen om en stund, eller ring pressjouren.</p>
<p lang="en">Something went wrong. Try again in a while, or call the press duty phone.</p>
"""


EASY = "sv@easy"
SPOKEN = "pressdesk.languages"  # where the app keeps the site's languages


def register(app: Flask, spoken: tuple[Language, ...], folders: list[str]) -> None:
    """Let every page speak the language that its path names."""
    app.extensions[SPOKEN] = spoken
    flask_babel.Babel(
        app,
        locale_selector=lambda: _known(locale()),
        default_locale=SWEDISH.locale,
        default_timezone="Europe/Stockholm",
        default_translation_directories=";".join([str(languages.OURS), *folders]),
    )
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda words: _in_lines(_catalogue().ugettext(words)),
        lambda one, many, count: _in_lines(_catalogue().ungettext(one, many, count)),
        newstyle=True,
        pgettext=lambda context, words: _in_lines(_catalogue().upgettext(context, words)),
    )
    wording = app.jinja_env
    if isinstance(wording, Wording):
        wording.speak(lambda words: _in_lines(_catalogue().ugettext(words)), tuple(folders))


def spoken() -> tuple[Language, ...]:
    """The languages of this site."""
    found: tuple[Language, ...] = current_app.extensions[SPOKEN]
    return found


def language() -> Language:
    """The language of this request; the edge has read it off the path."""
    found: Language = request.environ.get(LANGUAGE, SWEDISH)
    return found


def locale() -> str:
    """Its catalogue's name."""
    return language().locale


@cache
def _known(locale: str) -> Locale:
    """For Flask-Babel, which would look for a file of Babel's in every request."""
    return Locale.parse(locale)


def then() -> str:
    """Between two texts of one paragraph: a space, or a new line where lines are short."""
    return Markup("<br>") if locale() == EASY else " "


def _catalogue() -> Any:
    return flask_babel.get_domain().get_translations()


def _in_lines(words: Any) -> str:
    """Easy Swedish breaks its lines where one breathes; a template gets them as lines. On a narrow
    screen only those stay that end a sentence: the others would leave a word alone on its line.
    """
    ended = re.sub(r"(?<=[.!?:”])\n", "<br>", str(words))
    return ended.replace("\n", ' <br class="breath">')


KINDS = {
    "my-rights": _("Mina rättigheter"),
    "buy-time": _("En journalist har ringt: köpa tid"),
    "prepare": _("Förbereda mig eller öva"),
    "check-facts": _("Kontrollera fakta eller siffror"),
    "check-quotes": _("Kontrollera mina citat"),
    "company": _("Ha någon med mig"),
    "spokesperson": _("Lämna över till en talesperson"),
    "off-record": _("Utan namn, bakgrund eller embargo"),
    "on-site": _("Journalist på plats, filmning eller någon som inte ger sig"),
    "threats": _("Hot eller hat"),
    "storm": _("Drev i sociala medier"),
    "error": _("Fel i en publicering"),
    "published": _("Efter publiceringen"),
    "other": _("Annat"),
}
WANTED = {
    "now": (Wanted.NOW, _("Nu")),
    "today": (Wanted.TODAY, _("I dag")),
    "this-week": (Wanted.THIS_WEEK, _("Den här veckan")),
    "later": (Wanted.LATER, _("Senare")),
    "after-publication": (Wanted.AFTER_PUBLICATION, _("Efter publiceringen")),
}
TOPICS = {
    "school": _("Skola och förskola"),
    "elderly-care": _("Äldreomsorg"),
    "social-services": _("Socialtjänst"),
    "support": _("Stöd och service"),
    "planning": _("Stadsbyggnad och mark"),
    "traffic": _("Trafik och renhållning"),
    "environment": _("Miljö"),
    "culture": _("Kultur och idrott"),
    "housing": _("Bostäder och lokaler"),
    "staff": _("Personal och arbetsmiljö"),
    "economy": _("Ekonomi och upphandling"),
    "safety": _("Trygghet och kris"),
    "it": _("It och digitalt"),
    "other": _("Annat"),
}
MEDIA = {
    "daily": _("Dagspress"),
    "national-broadcast": _("Riks-tv eller riksradio"),
    "local-broadcast": _("Lokal-tv eller lokalradio"),
    "web": _("Nättidning"),
    "trade": _("Fack- eller branschpress"),
    "agency": _("Nyhetsbyrå"),
    "podcast": _("Podd eller sociala medier"),
    "foreign": _("Utländska medier"),
    "student": _("Student- eller skoltidning"),
    "other": _("Annat"),
}
OUTCOMES = {
    Outcome.ANSWERED: _("Besvarad"),
    Outcome.ARRANGED: _("Ordnades utanför systemet"),
    Outcome.WITHDRAWN: _("Medarbetaren drog tillbaka frågan"),
    Outcome.NOT_A_QUESTION: _("Inte en fråga till oss"),
}
ENDS: dict[Any, Any] = {  # of inquiries
    inquiry_words.Outcome.FACTS: _("Svar med fakta"),
    inquiry_words.Outcome.STATEMENT: _("Kommentar eller uttalande"),
    inquiry_words.Outcome.INTERVIEW: _("Intervju"),
    inquiry_words.Outcome.OTHER_UNIT: _("Hänvisad till en annan enhet"),
    inquiry_words.Outcome.OUTSIDE: _("Hänvisad utanför organisationen"),
    inquiry_words.Outcome.REGISTRAR: _("Hänvisad till registrator"),
    inquiry_words.Outcome.PRESS_MEETING: _("Pressträff"),
    inquiry_words.Outcome.WITHDRAWN: _("Redaktionen drog tillbaka frågan"),
    inquiry_words.Outcome.NOT_IN_TIME: _("Hann inte i tid"),
    inquiry_words.Outcome.SECRECY: _("Avböjt: sekretess"),
    inquiry_words.Outcome.INDIVIDUAL_CASE: _("Avböjt: enskilt ärende"),
    inquiry_words.Outcome.NOT_OURS: _("Avböjt: inte vårt område"),
}
ROLES = {
    Role.PRESS_OFFICER: _("Pressekreterare"),
    Role.COMMS_CHIEF: _("Kommunikationschef"),
}


ACTS = {
    Act.SIGNED_IN: _("loggade in"),
    Act.SIGN_IN_REFUSED: _("försökte logga in utan att lyckas"),
    Act.ENROLLED: _("anslöt sitt konto"),
    Act.HANDED_KEYS: _("lämnade över nycklarna till"),
    Act.CHANGED_PASSPHRASE: _("bytte lösenfras"),
    Act.RENEWED_TOTP: _("bytte telefon"),
    Act.ENDED_SESSIONS: _("loggade ut sig överallt"),
    Act.INVITED: _("bjöd in"),
    Act.DISABLED: _("stängde kontot för"),
    Act.RESET: _("nollställde kontot för"),
    Act.RECOVERED: _("återställde nycklarna med lapparna till"),
    Act.RENEWED_SLIPS: _("gjorde nya lappar för återställning"),
    Act.SAW_REPLACED_KEYS: _("stoppades: nycklarna var utbytta"),
    Act.WORKED_WITH_TICKETS: _("arbetade med ärenden"),
    Act.ADDED_PASSKEY: _("lade till en passnyckel"),
    Act.REMOVED_PASSKEY: _("tog bort en passnyckel"),
    Act.PLACED_HOLD: _("satte eller ändrade ett gallringsstopp"),
    Act.LIFTED_HOLD: _("tog bort ett gallringsstopp"),
    Act.DISCLOSED_LIST: _("lämnade ut en lista över ärenden"),
    Act.DISCLOSED_TICKET: _("lämnade ut ett ärende"),
    Act.SAID_CLOCK_IS_RIGHT: _("sade att serverns klocka går rätt"),
    Act.RESTORED: _("återställde från säkerhetskopian"),
    Act.PUBLISHED_FIGURES: _("publicerade siffror"),
    Act.DISCLOSED_REGISTER: _("lämnade ut registret"),
    Act.EXPORTED_INQUIRY: _("hämtade förfrågningar till diariet"),
}

FAULTS = {
    Fault.UNREACHABLE: _("E-postservern går inte att nå."),
    Fault.SLOW: _("E-postservern svarar inte i tid."),
    Fault.DROPPED: _("E-postservern bröt förbindelsen."),
    Fault.GREETING: _("E-postservern tar inte emot oss."),
    Fault.NO_TLS: _("E-postservern erbjuder ingen kryptering. Därför går inga brev."),
    Fault.TLS: _("Krypteringen till e-postservern fungerar inte. Därför går inga brev."),
    Fault.CERTIFICATE: _("E-postserverns certifikat stämmer inte. Därför går inga brev."),
    Fault.NO_SIGN_IN: _("E-postservern tar inte emot vår inloggning."),
    Fault.SIGN_IN: _("E-postservern godtar inte vår inloggning."),
    Fault.SENDER: _("E-postservern godtar inte avsändaren."),
    Fault.RECIPIENTS: _("E-postservern godtar ingen av mottagarna."),
    Fault.TEXT: _("E-postservern tog inte emot brevet."),
}


def wanted_id(wanted: int) -> str:
    """The id that a form and a template know a `Wanted` by."""
    known = {value: name for name, (value, _label) in WANTED.items()}
    return known.get(Wanted(wanted), "overdue")


def wanted_label(wanted: int) -> str:
    """A `Wanted` in words."""
    known = {value: label for value, label in WANTED.values()}
    return str(known.get(Wanted(wanted), _("Försenad")))
