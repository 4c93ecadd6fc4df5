"""A wheel built from the tree holds what the tree serves, and works away from the tree."""

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).parent.parent
SERVE = """
import json, re, sys
from pathlib import Path
from pressdesk import create_app, config, storage

store = storage.FileStore(Path(sys.argv[1]) / "desk.db")
storage.upgrade(store)
app = create_app(config.parse({"public_url": "http://localhost", "pepper": bytes(32)}), store)
pages = {}
PATHS = ("/", "/fraga", "/svar", "/en/", "/lattlast/fraga", "/konto/logga-in")
for path in (*PATHS, "/static/pressdesk.css"):
    answer = app.test_client().get(path)
    assert answer.status_code == 200, path
    text = re.sub(r'(type="hidden" name="[^"]*" value|data-challenge)="[^"]*"', "", answer.text)
    pages[path] = re.sub(r"(<!--|/\\*) \\S{99,} (-->|\\*/)", "", text)
print(json.dumps(pages))
"""
CLEAN = {k: v for k, v in os.environ.items() if not k.startswith(("PRESSDESK_", "PYTHON"))}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def away(wheel, tmp_path_factory):
    """The Python of an environment that has the wheel, and ours for its dependencies only."""
    folder = tmp_path_factory.mktemp("away")
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    run(
        *(sys.executable, "-m", "pip", "--python", python),
        *("install", "--no-index", "--no-deps", wheel),
    )
    # A path in a .pth file is not searched for further .pth files, so the tree, which our
    # environment reaches by one, stays out of sight.
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    return python


def test_the_wheel_holds_every_file_of_the_tree_and_no_other(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())

    inside = {name for name in names if ".dist-info/" not in name}

    assert inside == expected_in_wheel()


@pytest.mark.parametrize(
    "pattern",
    [
        "pressdesk/templates/base.html",
        "pressdesk/static/*.css",
        "pressdesk/migrations/versions/*.py",
        "*.dist-info/licenses/LICENSE",
    ],
)
def test_the_wheel_holds(wheel, pattern):
    names = zipfile.ZipFile(wheel).namelist()

    assert any(PurePosixPath(name).match(pattern) for name in names)


def test_the_wheel_tells_its_version_away_from_the_tree(away, tmp_path):
    as_module = run(away, "-m", "pressdesk", "--version", cwd=tmp_path)
    as_command = run(away.parent / "pressdesk", "--version", cwd=tmp_path)

    assert "0.1.0" in as_module
    assert "0.1.0" in as_command


def test_the_wheel_is_what_answers_away_from_the_tree(away, tmp_path):
    where = run(away, "-c", "import pressdesk; print(pressdesk.__file__)", cwd=tmp_path)

    assert Path(where.strip()).is_relative_to(away.parent.parent)


def test_the_wheel_serves_the_same_pages_as_the_tree(away, tmp_path):
    from_tree = served_pages(Path(sys.executable), tmp_path / "tree")
    from_wheel = served_pages(away, tmp_path / "wheel")

    assert from_wheel == from_tree


def served_pages(python: Path, folder: Path) -> dict[str, str]:
    """What `python`'s pressdesk answers for each page, without padding and tokens."""
    folder.mkdir()
    return json.loads(run(python, "-c", SERVE, folder, cwd=folder))


def expected_in_wheel() -> set[str]:
    return {
        (place / path.relative_to(ROOT / folder)).as_posix()
        for folder, place in {
            "pressdesk": PurePosixPath("pressdesk"),
            "templates": PurePosixPath("pressdesk/templates"),
            "static": PurePosixPath("pressdesk/static"),
        }.items()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def run(*words: str | Path, cwd: Path | None = None) -> str:
    """The output of a command that must succeed."""
    done = subprocess.run(words, cwd=cwd, env=CLEAN, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
