"""Where each step of an inquiry is posted to, and what is said when it is taken."""

from flask_babel import lazy_gettext as _l

from pressdesk.register.standing import Step

# A text has a way of its own (`answering`).
PATHS = {
    Step.TAKE: "ta",
    Step.ASSIGN: "lamna-till",
    Step.WAIT: "vanta",
    Step.GO_ON: "ga-vidare",
    Step.PARK: "parkera",
    Step.UNPARK: "vack",
    Step.ROUTE: "skicka-vidare",
    Step.TAKE_OVER: "ta-over",
    Step.TAKE_BACK: "behall",
    Step.SUBMIT: "for-godkannande",
    Step.SIGN_OFF: "godkann",
    Step.RELEASE: "lamna",
    Step.CLOSE: "avsluta",
    Step.TO_REGISTRAR: "registrator",
    Step.REOPEN: "oppna-igen",
}
# Said to whoever took it, and to whoever comes within the minutes in which it can be undone.
DONE = {
    Step.TAKE: _l("Förfrågan är tagen."),
    Step.ASSIGN: _l("Förfrågan har lämnats till en kollega."),
    Step.WAIT: _l("Förfrågan väntar på fakta."),
    Step.GO_ON: _l("Förfrågan är tillbaka i arbete."),
    Step.PARK: _l("Förfrågan är parkerad."),
    Step.UNPARK: _l("Förfrågan är inte parkerad längre."),
    Step.ROUTE: _l("En annan enhet har fått frågan om att ta över."),
    Step.TAKE_OVER: _l("En annan enhet har tagit över förfrågan."),
    Step.TAKE_BACK: _l("Förfrågan blir kvar hos enheten."),
    Step.SUBMIT: _l("Texten väntar på att godkännas."),
    Step.SIGN_OFF: _l("Texten är godkänd."),
    Step.RELEASE: _l("Svaret är lämnat."),
    Step.CLOSE: _l("Förfrågan är avslutad."),
    Step.TO_REGISTRAR: _l("Begäran är räknad. Registrator har den nu."),
    Step.REOPEN: _l("Förfrågan är öppen igen."),
}
