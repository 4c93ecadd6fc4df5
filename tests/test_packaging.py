"""A wheel built from the tree holds what the tree serves, and works away from the tree."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path, PurePosixPath

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.requirements import Requirement

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
LINUX = {"sys_platform": "linux", "os_name": "posix", "platform_system": "Linux"}
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


def test_the_wheel_is_the_same_bytes_whoever_builds_it(wheel, tmp_path):
    elsewhere = tmp_path / "checkout"
    elsewhere.mkdir()
    for name in ("pressdesk", "templates", "static"):
        shutil.copytree(ROOT / name, elsewhere / name, copy_function=shutil.copyfile)
    for name in ("pyproject.toml", "README.md", "LICENSE", ".gitignore"):
        shutil.copyfile(ROOT / name, elsewhere / name)
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path, cwd=elsewhere)

    assert (tmp_path / wheel.name).read_bytes() == wheel.read_bytes()


# what a release is made of


@pytest.fixture(scope="module")
def sbom(wheel):
    """The list that tools/sbom writes beside the wheel, as bytes."""
    run(sys.executable, ROOT / "tools" / "sbom", wheel.parent)
    return (wheel.parent / "pressdesk-0.1.0.cdx.json").read_bytes()


@pytest.fixture(scope="module")
def listed(sbom):
    return json.loads(sbom)


@pytest.fixture(scope="module")
def locked():
    lock = tomllib.loads((ROOT / "uv.lock").read_text())
    return {package["name"]: package for package in lock["package"]}


def test_the_sbom_is_valid_by_cyclonedxs_own_schema(sbom):
    schema = JsonStrictValidator(SchemaVersion.V1_6)

    assert schema.validate_str(sbom.decode()) is None
    assert schema.validate_str(sbom.decode().replace('"SHA-256"', '"SHA-1000"')) is not None


def test_the_sbom_is_the_same_bytes_each_time(sbom, wheel):
    run(sys.executable, ROOT / "tools" / "sbom", wheel.parent)

    assert (wheel.parent / "pressdesk-0.1.0.cdx.json").read_bytes() == sbom


def test_the_sbom_has_what_pip_would_install_and_no_more(listed):
    words = ["--no-emit-project", "--no-default-groups", "--extra", "postgres", "--no-hashes"]
    uv = Path(sys.executable).parent / "uv"
    exported = run(uv, "export", "--frozen", "--offline", "--no-header", *words, cwd=ROOT)
    lines = [Requirement(line) for line in exported.splitlines() if line[:1].isalnum()]
    wanted = {str(one.name) for one in lines if one.marker is None or one.marker.evaluate(LINUX)}

    assert {part["name"] for part in listed["components"]} == wanted


def test_the_sbom_has_versions_and_hashes_as_the_lock_has_them(listed, locked):
    for part in listed["components"]:
        package = locked[part["name"]]
        files = [*([package["sdist"]] if "sdist" in package else []), *package.get("wheels", [])]
        hashes = {f"sha256:{one['hashes'][0]['content']}" for one in part["externalReferences"]}

        assert part["version"] == package["version"]
        assert part["purl"] == f"pkg:pypi/{part['name']}@{package['version']}"
        assert hashes == {file["hash"] for file in files}
        assert part["licenses"]


def test_the_sbom_names_the_release_by_its_hash(listed, wheel):
    itself = listed["metadata"]["component"]

    (file,) = itself["externalReferences"]

    assert file["url"] == wheel.name
    assert file["hashes"][0]["content"] == hashlib.sha256(wheel.read_bytes()).hexdigest()
    assert (itself["version"], itself["licenses"][0]["license"]["id"]) == ("0.1.0", "EUPL-1.2")


def test_the_sbom_says_who_needs_what(listed):
    needs = {one["ref"]: set(one.get("dependsOn", [])) for one in listed["dependencies"]}
    optional = {one["name"] for one in listed["components"] if one["scope"] == "optional"}

    assert {"flask", "psycopg"} <= needs["pressdesk"]
    assert "werkzeug" in needs["flask"]
    assert "psycopg-binary" in optional
    assert "flask" not in optional


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
