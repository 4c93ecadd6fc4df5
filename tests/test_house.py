"""The drawing in README.md, enforced: imports point down, never sideways; names, sizes, clocks."""

import ast
import io
import re
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "pressdesk"
PURE = (
    "colours guard vault.sealing vault.receipts vault.totp "
    "figures.noise figures.fit figures.declared figures.frozen figures.reading figures.inquiries "
    "figures.bars figures.charts "
    "register.standing register.flow register.workdays register.daywords register.deadlines "
    "register.asking register.ranking"
)
WORDS = "register.words"  # pure, and below the rest: figures count what the register writes
STRATA = [
    "errors",
    f"schema config clock languages {WORDS}",
    PURE,
    "tables registertables keytables inventory storage",
    "vault migrations holds masking mixing copies register",
    "figures",  # the one service that uses another: vault
    "intake mailbox desk staff retention disclosure notices inquiries lines rota handout",
    "web",
    "__init__",
    "cli",
    "__main__",
]
STRANGERS = {"holds", "mixing", "copies"}  # services that figures has no business with
HEIGHT = {name: height for height, names in enumerate(STRATA) for name in names.split()}
AT_HOME = {
    "alembic": ("storage", "migrations"),
    "babel": ("languages", "web"),
    "cryptography": ("vault",),
    "flask": ("web", "__init__"),
    "flask_babel": ("web",),
    "flask_wtf": ("web",),
    "holidays": ("register",),
    "phonenumbers": ("guard",),
    "psycopg": ("storage",),
    "pydantic": ("config",),
    "segno": ("web",),
    "sqlalchemy": tuple(" ".join(["schema", *STRATA[3:8]]).split()),
    "sqlmodel": tuple(" ".join(["schema", *STRATA[3:8]]).split()),
    "waitress": ("web",),
    "webauthn": ("vault",),
    "werkzeug": ("web",),
    "wtforms": ("web",),
}
NEVER_PURE = ("sqlmodel", "sqlalchemy", "flask", "os.environ", "os.getenv", "pressdesk.storage")
FILES = {
    ".".join(p.relative_to(PACKAGE).with_suffix("").parts): p for p in sorted(PACKAGE.rglob("*.py"))
}
GROWN = [name for name in FILES if not name.startswith("migrations.")]

MODULE_LINES = 250
FUNCTION_LINES = 50
# law.md A12, in pieces where this file would break its own rule.
BANNED = re.compile(
    "sour" + "ce|le" + "ak|susp" + "ect|läcka|källa|lacka|kalla(?!d)", re.IGNORECASE
)
# A word list's own words, and what the standard library and the protocols are called.
OTHERS_NAMES = {"getsource", "get_source", "Resource", "resources"}
TIMES = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}


def part(module: str) -> str:
    return module.partition(".")[0]


def height(module: str) -> int:
    return HEIGHT.get(module, HEIGHT[part(module)])


def imports(module: str) -> set[str]:
    """Dotted names that a module imports, at the top or inside a function."""
    nodes = list(ast.walk(ast.parse(FILES[module].read_text())))
    plain = [a.name for n in nodes if isinstance(n, ast.Import) for a in n.names]
    named = [n for n in nodes if isinstance(n, ast.ImportFrom)]
    return {*plain, *(f"{n.module}.{a.name}" for n in named for a in n.names)}


def ours(name: str) -> str:
    """pressdesk.vault.sealing.seal -> vault.sealing, the module it lives in."""
    inside = name.removeprefix("pressdesk").removeprefix(".")
    while inside and inside not in FILES and f"{inside}.__init__" not in FILES:
        inside = inside.rpartition(".")[0]
    return inside or "__init__"


def faults(module: str, names: set[str]) -> list[str]:
    """What is wrong with a module that imports these names."""
    found = []
    for name in names:
        if part(name) == "pressdesk":
            other = ours(name)
            beside = part(other) == part(module)
            is_stranger = part(module) == "figures" and part(other) in STRANGERS
            if height(other) >= height(module) + beside or is_stranger:
                found.append(f"{module} must not import {other}")
        found += [
            f"{name} in {module}"
            for library, homes in AT_HOME.items()
            if part(name) == library and part(module) not in homes
        ]
    return found


def is_pure(module: str) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in [*PURE.split(), WORDS])


def dotted(node: ast.AST) -> str:
    """`datetime.now` of a call such as datetime.now(UTC)."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}".lstrip(".")
    return node.id if isinstance(node, ast.Name) else ""


@pytest.mark.parametrize("module", FILES)
def test_imports_point_down_and_libraries_stay_at_home(module):
    assert faults(module, imports(module)) == []


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("vault.keys", "pressdesk.staff.accounts"),  # upwards
        ("intake", "pressdesk.mailbox.read"),  # sideways, task to task
        ("guard.tracing", "pressdesk.vault.sealing"),  # sideways, service to service
        ("figures.releases", "pressdesk.copies.make"),
        ("vault.sealing", "pressdesk.keytables.Account"),  # pure to records
        ("web.edge", "pressdesk.create_app"),
        ("intake", "flask.request"),
        ("web.account", "cryptography.hazmat"),
        ("cli.serve", "waitress"),
    ],
)
def test_a_wrong_import_would_be_seen(module, name):
    assert faults(module, {name})


@pytest.mark.parametrize("module", [name for name in FILES if is_pure(name)])
def test_pure_modules_touch_no_database_no_request_and_no_environment(module):
    touched = [name for name in imports(module) if name.startswith(NEVER_PURE)]

    calls = [dotted(node) for node in ast.walk(ast.parse(FILES[module].read_text()))]

    assert touched == []
    assert {"os.environ", "os.getenv", "open"}.isdisjoint(calls)


def test_no_imports_run_in_a_circle():
    edges = {m: {resolved(n) for n in imports(m) if part(n) == "pressdesk"} - {m} for m in FILES}

    while leaves := [m for m, others in edges.items() if not others]:
        edges = {m: others - set(leaves) for m, others in edges.items() if m not in leaves}

    assert edges == {}


def resolved(name: str) -> str:
    inside = ours(name)
    return inside if inside in FILES else f"{inside}.__init__"


@pytest.mark.parametrize("module", GROWN)
def test_modules_and_functions_stay_small(module):
    text = FILES[module].read_text()

    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= FUNCTION_LINES
    ]

    assert long == []
    assert len(text.splitlines()) <= MODULE_LINES


@pytest.mark.parametrize("module", FILES)
def test_only_the_clock_reads_the_clock_and_nothing_is_drawn_with_random(module):
    nodes = list(ast.walk(ast.parse(FILES[module].read_text())))

    read = {dotted(node.func) for node in nodes if isinstance(node, ast.Call)}

    assert module == "clock" or not [name for name in read if name.endswith(tuple(TIMES))]
    never = {"random"} if module == "clock" else {"random", "time"}
    assert never.isdisjoint(map(part, imports(module)))


@pytest.mark.parametrize("module", FILES)
def test_no_name_in_the_code_is_of_looking_for_somebody(module):
    text = FILES[module].read_text()

    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    names = {token.string for token in tokens if token.type == tokenize.NAME}

    assert {name for name in names - OTHERS_NAMES if BANNED.search(name)} == set()


def test_no_file_is_named_after_looking_for_somebody():
    shipped = [p for folder in ("pressdesk", "templates", "static") for p in files_of(folder)]

    assert [path for path in shipped if BANNED.search(str(path.relative_to(ROOT)))] == []


def test_no_template_marks_anything_as_looking_for_somebody():
    # Names, ids, classes, values and blocks; the words between the tags are the law's own.
    marked = re.compile(
        r"""(?:name|id|class|value|for)="([^"]*)"|\{%-? (.*?) -?%\}|\{\{(.*?)\}\}"""
    )

    found = {
        f"{path.name}: {hit}"
        for path in files_of("templates")
        for groups in marked.findall(path.read_text())
        for hit in groups
        if BANNED.search(re.sub(r'_\(".*?"', "", hit))
    }

    assert found == set()


def test_no_table_or_column_is_named_after_looking_for_somebody():
    from pressdesk import inventory

    names = {name for table, columns in inventory.COLUMNS.items() for name in (table, *columns)}
    choices = {member.value for member in inventory.Opens}

    assert {name for name in names | choices if BANNED.search(name)} == set()


@pytest.mark.parametrize("name", ["sour" + "ce_id", "is_le" + "ak", "SUSP" + "ECTS", "källan"])
def test_such_a_name_would_be_seen(name):
    assert BANNED.search(name)


def files_of(folder: str) -> list[Path]:
    return [p for p in (ROOT / folder).rglob("*") if p.is_file() and "__pycache__" not in p.parts]
