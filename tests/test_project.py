"""The project as a whole: lock, change log, documents, sizes."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parent.parent
MADE_HERE = {
    ".git",
    ".venv",
    "__pycache__",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".hypothesis",
    "demo",
    "build",
    "dist",
}
MEGABYTE = 1_000_000
# Put together, so that this file does not name them itself.
REGISTRY_HOSTS = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pypi", "python", "org"),
        ("files", "pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("conda", "anaconda", "org"),
        ("proxy", "golang", "org"),
    )
)


@cache
def files() -> tuple[Path, ...]:
    """Every file that belongs to the project, whether git knows it or not."""
    found = []
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        ours = not any(part in MADE_HERE or part.endswith(".egg-info") for part in parts)
        if ours and path.is_file() and not path.name.startswith(".coverage"):
            found.append(path)
    return tuple(found)


@cache
def locked() -> dict[str, tuple[str, ...]]:
    """The lock's entries: requirement line without hashes, to its hashes."""
    entries: dict[str, tuple[str, ...]] = {}
    text = (ROOT / "requirements.lock").read_text().replace("\\\n", " ")
    for line in text.splitlines():
        content = line.partition(" #")[0].strip()
        if content and not content.startswith("#"):
            requirement, *hashes = content.split("--hash=")
            entries[requirement.strip()] = tuple(digest.strip() for digest in hashes)
    return entries


@cache
def wanted() -> tuple[Requirement, ...]:
    """What pyproject.toml asks for, extras included."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = [text for texts in project["optional-dependencies"].values() for text in texts]
    return tuple(Requirement(text) for text in [*project["dependencies"], *extras])


@cache
def make_targets() -> frozenset[str]:
    text = (ROOT / "Makefile").read_text()
    return frozenset(re.findall(r"^([a-z]+):", text, flags=re.MULTILINE))


def documents() -> list[Path]:
    return [path for path in files() if path.suffix == ".md"]


def test_the_lock_has_a_hash_for_everything() -> None:
    assert len(locked()) > 50
    naked = [
        requirement
        for requirement, hashes in locked().items()
        if not hashes or not all(re.fullmatch(r"sha256:[0-9a-f]{64}", h) for h in hashes)
    ]
    assert naked == []


def test_the_lock_pins_exact_versions_and_names_no_address() -> None:
    loose = [text for text in locked() if not re.match(r"[a-z0-9._-]+==[^\s*]+( ;|$)", text)]
    assert loose == []
    text = (ROOT / "requirements.lock").read_text()
    assert not re.search(r"https?:|file:|--index-url|--find-links| @ ", text)


def test_locked_versions_satisfy_the_bounds() -> None:
    versions: dict[str, list[Version]] = defaultdict(list)
    for text in locked():
        requirement = Requirement(text)
        (specifier,) = requirement.specifier
        versions[requirement.name].append(Version(specifier.version))
    unmet = [
        f"{requirement}: {versions[requirement.name]}"
        for requirement in wanted()
        if not versions[requirement.name]
        or not all(requirement.specifier.contains(v) for v in versions[requirement.name])
    ]
    assert unmet == []


def test_every_package_is_in_the_distribution() -> None:
    setuptools = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    there = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for folder in ("planner", "forecasting", "app_pages")
        for path in (ROOT / folder).rglob("__init__.py")
    }
    assert set(setuptools["packages"]) == there | {"sunrota_demo"}
    assert setuptools["py-modules"] == ["app"]


def test_every_dependency_has_its_reason() -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text()
    unexplained = [
        requirement.name
        for requirement in wanted()
        if not re.search(rf"\b{re.escape(requirement.name)}\b", text)
    ]
    assert unexplained == []


@pytest.mark.parametrize("host", REGISTRY_HOSTS)
def test_no_file_names_a_registry(host: str) -> None:
    naming = [str(path) for path in files() if host.encode() in path.read_bytes()]
    assert naming == []


def test_the_change_log_starts_with_what_is_unreleased() -> None:
    text = (ROOT / "CHANGELOG.md").read_text()
    sections = re.findall(r"^## (.+)$", text, flags=re.MULTILINE)
    assert sections[0] == "Unreleased"
    unreleased = text.partition("## Unreleased")[2].partition("\n## ")[0]
    assert re.search(r"^- \S", unreleased, flags=re.MULTILINE)


def test_the_repository_stays_small() -> None:
    sizes = {path: path.stat().st_size for path in files()}
    assert [str(path) for path, size in sizes.items() if size > 5 * MEGABYTE] == []
    assert sum(sizes.values()) < 10 * MEGABYTE


def test_the_make_targets_that_documents_name_exist() -> None:
    named = {
        (path.name, target)
        for path in documents()
        for target in re.findall(r"`?\bmake ([a-z]+)`", path.read_text())
        + re.findall(r"^make ([a-z]+)", path.read_text(), flags=re.MULTILINE)
    }
    assert ("README.md", "demo") in named
    assert ("README.md", "test") in named
    assert [name for name in named if name[1] not in make_targets()] == []


def test_the_verbs_that_documents_name_exist() -> None:
    command = Path(sys.executable).with_name("sunrota")
    answer = subprocess.run([command, "--help"], capture_output=True, text=True, check=True)
    named = {
        verb
        for path in documents()
        for verb in re.findall(r"(?:`|^|bin/)sunrota ([a-z]+)", path.read_text(), re.MULTILINE)
    }
    assert {"demo", "plan", "audit"} <= named
    assert [verb for verb in sorted(named) if not re.search(rf"\b{verb}\b", answer.stdout)] == []


def test_links_between_documents_lead_somewhere() -> None:
    links = [
        (path, target)
        for path in documents()
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text())
        if "://" not in target
    ]
    assert [f"{path.name}: {to}" for path, to in links if not (path.parent / to).exists()] == []
