"""docs/operate.md names every setting, variable, command and option, and none that is not there."""

import re
from pathlib import Path

import click
import pytest

from pressdesk import config
from pressdesk.cli import shell
from pressdesk.config import Settings

ROOT = Path(__file__).parent.parent
OPERATE = ROOT / "docs" / "operate.md"
EVERYWHERE = {"--help", "--version"}


@pytest.fixture
def spans() -> list[str]:
    """Everything in backticks, fenced blocks line by line."""
    return spans_of(OPERATE.read_text(encoding="utf-8"))


def spans_of(text: str) -> list[str]:
    blocks = re.findall(r"^```.*?\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    rest = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    lines = [line.strip() for block in blocks for line in block.splitlines()]
    return lines + [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", rest)]


def rows(heading: str) -> list[str]:
    """The first cell of each row of the table whose first heading is this."""
    text = OPERATE.read_text(encoding="utf-8")
    table = re.search(rf"^\| {heading} \|.*?\n\|[-| ]+\|\n((?:\|.*\n)+)", text, re.MULTILINE)
    assert table, heading
    return [re.search(r"`([^`]+)`", line)[1] for line in table[1].splitlines() if "`" in line]


def commands(group: click.Group, path: str = "") -> dict[str, click.Command]:
    """Every command that does something, by the words that start it."""
    found: dict[str, click.Command] = {}
    for name, command in group.commands.items():
        words = f"{path} {name}".strip()
        deeper = isinstance(command, click.Group)
        found |= commands(command, words) if deeper else {words: command}
    return found


def undocumented(names: set[str], spans: list[str]) -> set[str]:
    return {name for name in names if not any(re.search(bounded(name), span) for span in spans)}


def bounded(name: str) -> str:
    return rf"(?<![\w-]){re.escape(name)}(?![\w-])"


def test_every_setting_is_in_the_table_of_settings():
    assert set(rows("Setting")) == set(Settings.model_fields)


def test_every_default_is_the_one_that_is_documented():
    text = OPERATE.read_text(encoding="utf-8")
    plain = {n: f.default for n, f in Settings.model_fields.items() if n != "pepper"}

    wrong = [
        name
        for name, default in plain.items()
        if f"| `{name}` | `{shown(default)}` |" not in re.sub(r" +", " ", text)
    ]

    assert wrong == []


def shown(default: object) -> str:
    """A value as pressdesk.toml has it."""
    if isinstance(default, tuple):
        return str(list(default))
    return f'"{default}"' if isinstance(default, str) else str(default).lower()


def test_every_variable_is_in_the_table_of_variables():
    wanted = {*config.ELSEWHERE, f"{config.PREFIX}<NAME>"}
    wanted.add(f"{config.PREFIX}<NAME>{config.FROM_FILE}")

    assert set(rows("Variable")) == wanted


def test_every_command_is_in_the_table_of_commands():
    found = {re.sub(r"( [A-Z]+)+$", "", row) for row in rows("Command")}

    assert found == set(commands(shell))


@pytest.mark.parametrize("words", sorted(commands(shell)))
def test_every_option_and_argument_of_a_command_is_in_its_row(words):
    text = OPERATE.read_text(encoding="utf-8")
    row = re.search(rf"^\| `{words}[ `].*$", text, re.MULTILINE)
    assert row, f"{words} has no row"

    named = {name for p in commands(shell)[words].params for name in names_of(p)}

    assert {name for name in named if name not in row[0]} == set()


def names_of(parameter: click.Parameter) -> set[str]:
    if isinstance(parameter, click.Argument):
        return {(parameter.name or "").upper()}
    return {name for name in parameter.opts if name.startswith("--")} - EVERYWHERE


def test_options_of_the_whole_program_are_told(spans):
    options = {name for p in shell.params for name in names_of(p)} | EVERYWHERE

    assert undocumented(options, spans) == set()


def test_no_option_is_told_that_is_not_there(spans):
    told = {option for span in spans if "pressdesk" in span for option in OPTION.findall(span)}
    every = [p for command in (shell, *commands(shell).values()) for p in command.params]

    assert told - EVERYWHERE - {name for p in every for name in names_of(p)} == set()


OPTION = re.compile(r"(?<= )--[a-z][a-z-]+")


@pytest.mark.parametrize("name", ["--undocumented", "duty", "PRESSDESK_X"])
def test_what_is_not_told_is_seen(spans, name):
    assert undocumented({name, "duty_phone"}, spans) == {name}


def test_every_command_that_opens_a_database_is_some_roles():
    """`demo` has a file of its own, and `roles` opens nothing."""
    text = OPERATE.read_text(encoding="utf-8")
    names = [p.default for p in shell.commands["roles"].params if p.name in ROLES]
    lines = [re.search(rf"^\| `{name}` \|(.*?)\|", text, re.MULTILINE) for name in names]
    assert all(lines), names

    told = [words.split()[0] for line in lines if line for words in SPAN.findall(line[1])]

    assert rows("Role") == names
    assert set(told) == set(shell.commands) - {"demo", "roles"}


ROLES = {"owner", "web", "figures"}
SPAN = re.compile(r"`([^`]+)`")


def test_every_command_and_option_has_a_line_of_help():
    for words, command in commands(shell).items():
        assert command.help, words
        for parameter in command.params:
            is_plain = isinstance(parameter, click.Argument) or isinstance(
                getattr(parameter, "type", None), click.Choice
            )
            assert is_plain or parameter.help, f"{words} {parameter.name}"
