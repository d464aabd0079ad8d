"""The arrows of docs/design.md: who may import whom, and what an import may load."""

from __future__ import annotations

import ast
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# From the ground up, as docs/design.md draws it. A module may import from its own entry and from
# those below; modules of one layer do not know each other.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("planner.errors",),
    ("planner.domain",),
    ("planner.clock",),
    ("planner.public_holidays",),
    ("planner.rules",),
    ("planner.published", "planner.together"),
    ("planner.scenario",),
    (
        "planner.absence",
        "planner.line_days",
        "planner.files",
        "planner.workspace",
        "planner.costing",
        "planner.staffing",
    ),
    (
        "planner.activities",
        "planner.changes",
        "planner.fairness",
        "planner.cover",
        "planner.sourcing",
    ),
    ("planner.penalties", "planner.presence"),
    ("planner.summary",),
    ("planner.audit", "planner.roster", "planner.exports"),
    ("planner.rotation",),
    ("planner.pipeline", "planner.summary_text", "planner.steps"),
    ("planner.comparison", "planner.questions"),
    ("planner.jobs", "planner.bench"),
    ("planner.verbs",),
    ("planner.cli",),
)
# Heavy or delicate packages, and the only places that may import them.
HOMES = {
    "ortools": (
        "planner.roster",
        "planner.rotation.circulation",
        "planner.sourcing",
        "planner.bench.shift_scheduling",
    ),
    "pydantic": ("planner.files",),
    "pytz": ("planner.clock", "planner.files", "forecasting"),
    "zoneinfo": ("planner.audit", "planner.rules", "sunrota_demo"),
    "sqlalchemy": ("planner.store",),
    "streamlit": ("app", "app_pages"),
    "altair": ("app_pages",),
    "icalendar": ("planner.exports",),
    "xlsxwriter": ("planner.exports",),
    "holidays": ("planner.public_holidays", "planner.audit", "forecasting", "sunrota_demo"),
    "typer": ("planner.cli", "planner.verbs"),
    "rich": ("planner.cli",),
}
# The audit stands alone: nothing that laid the roster, its time or its pay may check them.
NOT_FOR_THE_AUDIT = (
    "planner.clock",
    "planner.roster",
    "planner.costing",
    "planner.staffing",
    "planner.absence",
    "planner.activities",
    "planner.changes",
    "planner.fairness",
    "planner.penalties",
    "planner.presence",
    "pytz",
    "ortools",
)


def within(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


@cache
def imports() -> dict[str, frozenset[str]]:
    """Dotted names that every module of the project imports, wherever in its text."""
    packages = {
        "planner": "planner",
        "forecasting": "forecasting",
        "data": "sunrota_demo",
        "app_pages": "app_pages",
    }
    found: dict[str, frozenset[str]] = {}
    for folder, package in packages.items():
        for path in sorted((ROOT / folder).rglob("*.py")):
            parts = [package, *path.relative_to(ROOT / folder).with_suffix("").parts]
            is_package = parts[-1] == "__init__"
            module = ".".join(parts[:-1] if is_package else parts)
            found[module] = frozenset(_imported(ast.parse(path.read_text()), module, is_package))
    return found


def _imported(tree: ast.Module, module: str, is_package: bool) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            parents = module.split(".")
            keep = len(parents) - node.level + (1 if is_package else 0)
            base = ".".join([*(parents[:keep] if node.level else []), node.module or ""]).strip(".")
            # "from planner import clock" imports planner.clock, not all of planner.
            for alias in node.names:
                name = f"{base}.{alias.name}"
                names.add(name if _is_module(name) else base)
    return names


@cache
def _is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def layer_of(module: str) -> tuple[int, str]:
    for height, entries in enumerate(LAYERS):
        for entry in entries:
            if within(module, entry):
                return height, entry
    raise LookupError(module)


def planner_modules() -> list[str]:
    return [module for module in imports() if within(module, "planner") and module != "planner"]


def test_the_project_was_read() -> None:
    assert len(planner_modules()) > 20
    assert "planner.errors" in imports()["planner.scenario"]


def test_every_module_has_its_layer() -> None:
    homeless = []
    for module in planner_modules():
        try:
            layer_of(module)
        except LookupError:
            homeless.append(module)
    assert homeless == [], "give it a layer here and in docs/design.md"


def test_arrows_point_down_only() -> None:
    wrong = []
    for module in planner_modules():
        height, entry = layer_of(module)
        for target in imports()[module]:
            if not within(target, "planner") or target == "planner":
                continue
            target_height, target_entry = layer_of(target)
            if target_entry != entry and target_height >= height:
                wrong.append(f"{module} -> {target}")
    assert wrong == []


@pytest.mark.parametrize("library", sorted(HOMES))
def test_a_library_is_imported_at_home_only(library: str) -> None:
    importers = [
        module
        for module, targets in imports().items()
        if any(within(target, library) for target in targets)
    ]
    strays = [m for m in importers if not any(within(m, home) for home in HOMES[library])]
    assert strays == []


def test_forecasting_knows_no_planner() -> None:
    wrong = [
        f"{module} -> {target}"
        for module, targets in imports().items()
        if within(module, "forecasting")
        for target in targets
        if within(target, "planner")
    ]
    assert wrong == []


def test_the_pipeline_alone_joins_forecasting_to_the_planner() -> None:
    joints = {
        module
        for module in planner_modules()
        if any(within(target, "forecasting") for target in imports()[module])
    }
    assert joints
    assert all(within(module, "planner.pipeline") for module in joints), joints


def test_the_audit_stands_alone() -> None:
    start = [module for module in planner_modules() if within(module, "planner.audit")]
    assert start
    reached, open_modules = set(start), list(start)
    while open_modules:
        for target in imports().get(open_modules.pop(), frozenset()):
            if target not in reached:
                reached.add(target)
                # The scenario is the file's content, which both sides read.
                if target != "planner.scenario":
                    open_modules.append(target)
    forbidden = [m for m in reached if any(within(m, name) for name in NOT_FOR_THE_AUDIT)]
    assert forbidden == []


def test_the_check_of_rotations_stands_alone() -> None:
    """It knows the table and what was asked for, and nothing of how tables are found."""
    targets = imports()["planner.rotation.check"]
    ours = {target for target in targets if within(target, "planner")}
    assert ours == {"planner.domain", "planner.rotation.table", "planner.scenario"}
    assert not any(within(t, "planner") for t in imports()["planner.rotation.table"])


def test_the_check_of_shift_schedules_stands_alone() -> None:
    """It knows the instance as it was read, and nothing of how rosters are found."""
    targets = imports()["planner.bench.shift_scheduling.checking"]
    ours = {target for target in targets if within(target, "planner")}
    assert ours == {"planner.bench.shift_scheduling.instance"}


def test_importing_everything_loads_no_app_and_no_database() -> None:
    modules = [m for m in imports() if within(m, "planner") or within(m, "forecasting")]
    script = (
        "import importlib, sys\n"
        f"for name in {modules!r}: importlib.import_module(name)\n"
        "print([n for n in ('streamlit', 'sqlalchemy') if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"


def test_help_answers_within_a_second() -> None:
    command = Path(sys.executable).with_name("sunrota")
    seconds = []
    # The best of several: other work on the machine is not the command's fault.
    for _ in range(5):
        begin = time.perf_counter()
        done = subprocess.run([command, "--help"], capture_output=True, text=True, check=True)
        seconds.append(time.perf_counter() - begin)
    assert "demo" in done.stdout
    assert min(seconds) < 1.0
