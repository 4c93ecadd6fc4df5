"""A language that nobody speaks: our own words, marked and lengthened by 40 %, as a catalogue that
a site adds. What is not marked on a page could not be translated.
"""

import re
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.mofile import write_mo

ROOT = Path(__file__).parent.parent.parent
LOCALE = "fi"
PREFIX = "/pseudo"
HEADER = f"X-Path: {PREFIX}\nX-Name: ⟦Pseudo⟧\nX-Html-Lang: fi\n"
LONGER = 0.4
KEPT = re.compile(r"%\(\w+\)[sd]|%%|\n")  # what a translation may not touch
ACCENTS = str.maketrans("aeiouyåäöAEIOUYÅÄÖ", "áéíóúýàäöÁÉÍÓÚÝÀÄÖ")


def catalogue(folder: Path) -> Path:
    """The folder, with the catalogue in it."""
    path = folder / LOCALE / "LC_MESSAGES/messages.mo"
    path.parent.mkdir(parents=True)
    made = Headed(locale=LOCALE, charset="utf-8", fuzzy=False)
    for message in words():
        if message.id:
            made.add(message.id, said(message.id), context=message.context)
    with path.open("wb") as file:
        write_mo(file, made)
    return folder


def words() -> Catalog:
    """Everything that the site can say, as tools/catalogues finds it."""
    loader = SourceFileLoader("catalogues", str(ROOT / "tools/catalogues"))
    spec = spec_from_loader(loader.name, loader)
    assert spec
    tool = module_from_spec(spec)
    loader.exec_module(tool)
    return tool.words()


class Headed(Catalog):
    """A catalogue whose header names its path."""

    def __iter__(self):
        yield Message("", "Content-Type: text/plain; charset=utf-8\n"
                      f"Plural-Forms: {self.plural_forms}\n{HEADER}")  # fmt: skip
        yield from list(super().__iter__())[1:]


def said(words: str | tuple[str, ...]) -> str | tuple[str, ...]:
    """A message in this language."""
    if isinstance(words, tuple):
        return tuple(longer(one) for one in words)
    return longer(words)


def longer(words: str) -> str:
    """Marked, accented and 40 % longer, in words that break as the others do."""
    pieces = re.split(f"({KEPT.pattern})", words)
    accented = "".join(p if KEPT.fullmatch(p) else p.translate(ACCENTS) for p in pieces)
    room = round(len(KEPT.sub("", words)) * LONGER)
    return f"⟦{accented}{filling(room)}⟧"


def filling(room: int) -> str:
    """So many letters more, in words of at most eight."""
    return "".join("ñ" if place % 9 else " " for place in range(1, room + 1)).rstrip()
