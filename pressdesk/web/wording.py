"""Words of templates are translated when a template is compiled, once for each language, and not
at every request: most of a page's time went into looking them up.

A template is known by its language and its name ("en:base.html"). Pages that hold a record, which
is Swedish in every language, speak two at once: their words wait for the request ("en!:base.html").
"""

from collections.abc import Callable, MutableMapping
from typing import Any

import flask_babel
from flask import Flask
from flask.templating import Environment
from jinja2 import BaseLoader, Template, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

BETWEEN = ":"
AT_REQUEST = "!"
LOOKED_UP = {"_", "gettext"}
# Pages with a part in Swedish (`web.swedish`); what they include and import speaks as they do.
RECORDS = {"officer/disclosed.html", "officer/list.html", "register/handout_print.html"}
Translate = Callable[[str], str]


class Wording(Environment):
    """Flask's templates, in the language of the request."""

    catalogues: tuple[str, ...] = ()  # folders: what is compiled is theirs

    def speak(self, translate: Translate, catalogues: tuple[str, ...]) -> None:
        """Begin, once the loader is there. `translate` is called in a language that is forced."""
        self.catalogues = catalogues
        self.cache = {}  # all of them stay: there are as many as templates and languages
        self.loader = _Spoken(self.loader) if self.loader else None
        self._translate = translate

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,
    ) -> Template:
        if isinstance(name, str) and BETWEEN not in name:
            spoken = parent.partition(BETWEEN)[0] if parent else str(flask_babel.get_locale())
            waits = AT_REQUEST if name in RECORDS else ""
            name = f"{spoken}{waits}{BETWEEN}{name}"
        return super().get_template(name, None, globals)

    def _generate(
        self,
        tree: nodes.Template,
        name: str | None,
        filename: str | None,
        defer_init: bool = False,
    ) -> str:
        """Jinja's hook between parsing and compiling."""
        spoken = (name or "").partition(BETWEEN)[0]
        if spoken and not spoken.endswith(AT_REQUEST):  # one out of a string has no language
            is_marked = callable(self.autoescape) and self.autoescape(name)
            with flask_babel.force_locale(spoken):
                _Folding(self._translate, is_marked=is_marked).visit(tree)
        return super()._generate(tree, name, filename, defer_init)


class Pages(Flask):
    """An app whose templates are compiled for each language."""

    jinja_environment = Wording


class _Spoken(BaseLoader):
    """Finds a template by its name, whatever the language."""

    def __init__(self, loader: BaseLoader) -> None:
        self.loader = loader

    def get_source(self, environment: Any, template: str) -> Any:
        return self.loader.get_source(environment, template.partition(BETWEEN)[2])

    def list_templates(self) -> list[str]:
        return self.loader.list_templates()


class _Folding(NodeTransformer):
    """Puts the translation in the place of what looks it up, where the words are given."""

    def __init__(self, translate: Translate, *, is_marked: bool) -> None:
        self.translate = translate
        self.is_marked = is_marked

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        self.generic_visit(node)
        called, given = node.node, node.args
        is_alone = len(given) == 1 and not (node.kwargs or node.dyn_args or node.dyn_kwargs)
        if not (isinstance(called, nodes.Name) and called.name in LOOKED_UP and is_alone):
            return node
        (words,) = given
        if not isinstance(words, nodes.Const):
            return node
        said = self.translate(words.value) % {}  # as Jinja does: "%%" is a percent sign
        # A translation is ours, and marked as safe here as Jinja marks it.
        return nodes.Const(Markup(said) if self.is_marked else said, lineno=node.lineno)  # noqa: S704 # nosec B704
