"""Puts what a file includes where it is included. Loops and floods of files end in a fault."""

from collections.abc import Callable

from pressdesk.cli.doctor.front.lines import (
    DEEPEST,
    MOST_FILES,
    MOST_ROUNDS,
    Directive,
    Fault,
    Opener,
    Tree,
)

PATTERN = set("*?[$")


class Including:
    """One reading of a file with all that it includes."""

    def __init__(
        self,
        parse: Callable[[str, str], Tree],
        opener: Opener,
        names: tuple[str, ...],
        *,
        seen_from: int = 0,
    ) -> None:
        """`seen_from`: which file a relative path is seen from: 0 the first, -1 the innermost."""
        self._parse, self._opener, self._names = parse, opener, names
        self._seen_from = seen_from
        self._left = MOST_FILES
        self.faults: list[Fault] = []

    def read(self, text: str, file: str) -> list[Directive]:
        """The directives of a file, includes in their places."""
        return self._parsed(text, file, (file,), 0)

    def _parsed(self, text: str, file: str, above: tuple[str, ...], depth: int) -> list[Directive]:
        tree = self._parse(text, file)
        self.faults += tree.faults
        return self._expanded(tree.directives, above, depth)

    def _expanded(
        self, directives: list[Directive], above: tuple[str, ...], depth: int
    ) -> list[Directive]:
        found: list[Directive] = []
        for directive in directives:
            if directive.name.lower() in self._names and directive.args:
                found += self._included(directive, above, depth)
            elif directive.block is None:
                found.append(directive)
            elif depth < DEEPEST:
                block = self._expanded(directive.block, above, depth + 1)
                found.append(directive._replace(block=block))
            else:
                self._fault(directive, "opens too many blocks within each other")
        return found

    def _included(
        self, directive: Directive, above: tuple[str, ...], depth: int
    ) -> list[Directive]:
        if len(above) > MOST_ROUNDS:
            self._fault(directive, "includes files that include each other, or too many")
            return []
        files = self._opener(directive.first, above[self._seen_from])
        found = [] if files else [directive]  # nothing there, or a Caddyfile's snippet
        if not files and directive.name.lower() == "include" and not set(directive.first) & PATTERN:
            self._fault(directive, "includes a file that doctor does not find, or may not read")
        for file, text in files:
            if file in above:
                self._fault(directive, "includes a file that includes this one")
            elif self._left <= 0:
                self._fault(directive, "includes too many files")
                break
            else:
                self._left -= 1
                found += self._parsed(text, file, (*above, file), depth)
        return found

    def _fault(self, directive: Directive, says: str) -> None:
        if len(self.faults) < MOST_FILES:
            self.faults.append(Fault(directive.place, says))
