"""What Apache writes out before it reads on: `Define`, and `<Macro>` where it is used."""

import re
from collections.abc import Iterator

from pressdesk.cli.doctor.front.lines import DEEPEST, MOST_FILES, Directive

VARIABLE = re.compile(r"\$\{(\w{1,100})\}")


class Macros:
    """The macros of one reading. Those that use each other, or too often, end."""

    def __init__(self, whole: list[Directive]) -> None:
        self._macros = {d.first.lower(): d for d in whole if d.name.lower() == "macro"}
        self._left = MOST_FILES

    def written_out(self, block: list[Directive], depth: int = 0) -> Iterator[Directive]:
        for directive in block:
            name = directive.name.lower()
            macro = self._macros.get(directive.first.lower()) if name == "use" else None
            if macro is not None and depth < DEEPEST and self._left > 0:
                self._left -= 1
                given = dict(zip(macro.args[1:], directive.args[1:], strict=False))
                filled = [_filled(line, given) for line in macro.block or []]
                yield from self.written_out(filled, depth + 1)
            elif directive.block is None:
                yield directive
            elif name != "macro":
                inner = list(self.written_out(directive.block, depth))
                yield directive._replace(block=inner)


def defined(whole: list[Directive]) -> list[Directive]:
    """With the values of what the file itself defines."""
    values = {d.args[0]: d.args[1] for d in whole if d.name.lower() == "define" and len(d.args) > 1}
    return [_valued(directive, values) for directive in whole] if values else whole


def _valued(directive: Directive, values: dict[str, str]) -> Directive:
    args = tuple(VARIABLE.sub(lambda m: values.get(m[1], m[0]), arg) for arg in directive.args)
    block = directive.block
    inner = None if block is None else [_valued(line, values) for line in block]
    return directive._replace(args=args, block=inner)


def _filled(directive: Directive, given: dict[str, str]) -> Directive:
    """A line of a macro with the words that it is used with, longest names first."""
    args = directive.args
    for name in sorted(given, key=len, reverse=True):
        args = tuple(arg.replace(name, given[name]) for arg in args)
    block = directive.block
    inner = None if block is None else [_filled(line, given) for line in block]
    return directive._replace(args=args, block=inner)
