"""House rules about the files themselves: clean, complete, and startable."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())

# In pieces, so that this file keeps the rule as well.
REGISTRIES = [
    ".".join(pieces)
    for pieces in [
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("deb", "debian", "org"),
        ("security", "debian", "org"),
        ("archive", "ubuntu", "com"),
        ("crates", "io"),
        ("docker", "io"),
        ("ghcr", "io"),
    ]
]
REGISTRY = re.compile("|".join(map(re.escape, REGISTRIES)).encode())
MACHINE = re.compile(rb"(?<![\w.:/-])/(?:work|farm|home|Users)/\w|/root/\.|[A-Z]:\\Users")


@pytest.fixture(scope="module")
def lock():
    """The program tools/lock as a module."""
    loader = SourceFileLoader("lock", str(ROOT / "tools" / "lock"))
    module = module_from_spec(spec_from_loader("lock", loader))
    loader.exec_module(module)
    return module


@pytest.fixture
def locked(lock):
    return lock.load(lock.LOCK)


def test_no_file_names_a_registry():
    assert files_with(REGISTRY) == []


def test_no_file_names_a_folder_of_somebodys_machine():
    assert files_with(MACHINE) == []


@pytest.mark.parametrize("pieces", [("", "home", "anna"), ('"', "work", "x"), ("(", "Users", "x")])
def test_a_folder_of_somebodys_machine_would_be_seen(pieces):
    assert MACHINE.search("/".join(pieces).encode())


@pytest.mark.parametrize("text", ["/desk/home/1", "https://example.se/home/x", "/home", "homes/a"])
def test_an_address_is_not_taken_for_a_folder(text):
    assert not MACHINE.search(text.encode())


@pytest.mark.parametrize("name", ["run", "test", ".ci/run", "tools/lock", "tools/sbom"])
def test_scripts_can_be_started(name):
    assert os.access(ROOT / name, os.X_OK)


@pytest.mark.parametrize("name", ["run", "test", ".ci/run", "tools/setup.sh"])
def test_scripts_are_valid_bash(name):
    assert subprocess.run(["bash", "-n", ROOT / name], check=False).returncode == 0


def test_the_lock_is_clean_and_meets_pyproject():
    command = [sys.executable, ROOT / "tools" / "lock", "--check"]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


def test_locking_takes_every_address_out(lock):
    written = 'registry = "https://a.example/simple"\nurl = "https://b.example/1/x.whl"'

    text = lock.neutral(written)

    assert lock.addresses(written)
    assert lock.addresses(text) == []
    assert "/x.whl" in text


def test_a_package_without_hash_is_seen(lock, locked):
    flask = next(package for package in locked["package"] if package["name"] == "flask")
    del flask["wheels"][0]["hash"]

    assert lock.unhashed(locked) == ["flask is not pinned by hashes"]


def test_a_new_dependency_is_seen(lock, locked):
    wanted = {"project": {**PROJECT["project"], "dependencies": ["flask>=3.1,<4", "yet-another"]}}
    wanted["dependency-groups"] = PROJECT["dependency-groups"]

    found = lock.outdated(locked, wanted)

    assert "dependencies of pyproject.toml changed; run tools/lock" in found
    assert "yet-another is not met by any package" in found


@pytest.mark.parametrize("wish", ["flask>=99", "Flask<3"])
def test_a_version_that_is_too_old_or_too_new_is_seen(lock, locked, wish):
    assert lock.unmet(locked, [wish])


def test_readme_gives_the_reason_for_each_dependency():
    readme = (ROOT / "README.md").read_text()
    rows = "\n".join(line for line in readme.splitlines() if line.startswith("|"))
    names = [re.match(r"[\w-]+", wish)[0] for wish in PROJECT["project"]["dependencies"]]

    missing = [name for name in names if f"`{name}`" not in rows]

    assert missing == []


def files_with(pattern: re.Pattern[bytes]) -> list[str]:
    """Files of the repository, committed or about to be, that hold `pattern`."""
    return [
        f"{path.relative_to(ROOT)}: {found[0].decode()}"
        for path in ours()
        if path.is_file() and (found := pattern.search(path.read_bytes()))
    ]


def ours() -> list[Path]:
    """What git would ship; of an unpacked archive, which is only that, all but what tests make."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        return [
            path for path in sorted(ROOT.rglob("*")) if not MADE & {*path.relative_to(ROOT).parts}
        ]
    git = ["git", "-c", "safe.directory=*", "ls-files", "-z", "-co", "--exclude-standard"]
    listed = subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name]


MADE = {
    ".git",
    ".venv",
    "__pycache__",
    ".pytest_cache",
    ".mypy_cache",
    ".ruff_cache",
    ".hypothesis",
}
MADE |= {"instance", "dist"}


def test_an_unpacked_archive_is_searched_too(monkeypatch):
    shipped = {path for path in ours() if path.is_file()}

    monkeypatch.setattr(shutil, "which", lambda _name: None)

    assert shipped <= set(ours())
