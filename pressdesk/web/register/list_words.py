"""What the pages of the site's own lists call them, and what names are used for."""

from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l

from pressdesk.register.lists import Listed


class Kind(NamedTuple):
    """A list as its pages call it."""

    listed: Listed
    path: str
    title: Any
    one: Any  # what a new entry is called
    what_for: Any


KINDS = {
    kind.path: kind
    for kind in (
        Kind(
            Listed.OUTLET,
            "redaktioner",
            _l("Redaktioner"),
            _l("Ny redaktion"),
            _l("En redaktion som inte finns här läggs till när en förfrågan sparas."),
        ),
        Kind(
            Listed.UNIT,
            "enheter",
            _l("Enheter"),
            _l("Ny enhet"),
            _l("Enheterna väljs när en förfrågan tas emot, delas eller skickas vidare."),
        ),
        Kind(
            Listed.TOPIC,
            "amnen",
            _l("Ämnen"),
            _l("Nytt ämne"),
            _l("Ämnena är få och grova, så att siffrorna går att jämföra."),
        ),
    )
}
# By column that names an entry.
USES = {
    "inquiry.outlet": _l("Förfrågningar från redaktionen"),
    "inquiry.unit": _l("Förfrågningar som enheten svarar på"),
    "inquiry.topic": _l("Förfrågningar i ämnet"),
    "inquiry.facts_from": _l("Svar med fakta från enheten"),
    "inquiry.passed_to": _l("Förfrågningar som är skickade till enheten"),
    "inquiry_unit.unit": _l("Förfrågningar som delas med enheten"),
    "line.unit": _l("Budskap som enheten äger"),
    "crisis.unit": _l("Krisläget som pågår"),
}
# Of which columns the register's own list shows the rows, by the name of its filter.
FILTERS = {"inquiry.outlet": "redaktion", "inquiry.unit": "enhet", "inquiry.topic": "amne"}
# By reason of `BadEntry`: the field that is to be mended.
FIELDS = {"area": "area", "unknown": "media"}
