"""``sunrota bench`` as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planner.bench import registry
from planner.bench.measures import Limit, Measure
from planner.bench.registry import Benchmark
from tests.planner.bench.instances import IMPOSSIBLE, POSSIBLE, write_instances
from tests.planner.verbs.conftest import Run

Shown = pytest.CaptureFixture[str]


def test_the_table_is_printed_and_written(run: Run, tmp_path: Path, capsys: Shown) -> None:
    write_instances(tmp_path / "in", E1=POSSIBLE, E2=IMPOSSIBLE)
    assert run("bench", "rotating", "--instances", "in", "--json", "out.json", "--check") == 0
    shown = capsys.readouterr()
    assert shown.out.splitlines()[0].split() == ["case", "metric", "value", "unit", "must", "aim"]
    assert "E1: found after" in shown.err
    rows = json.loads((tmp_path / "out.json").read_text())
    assert all(set(row) == {"case", "metric", "value", "unit", "must", "aim"} for row in rows)
    assert rows[0] | {"value": 0} == {
        "case": "2 instances",
        "metric": "decided within 10 s",
        "value": 0,
        "unit": "%",
        "must": ">= 100",
        "aim": ">= 100",
    }


@pytest.mark.parametrize(("words", "code"), [((), 0), (("--check",), 1)])
def test_a_missed_must_is_an_error_where_that_is_asked(
    run: Run, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], code: int
) -> None:
    missed = Measure(case="c", metric="m", value=3.0, unit="s", must=Limit(value=2.0))
    slow = Benchmark(needs=(), about="nothing", measure=lambda inputs, tell: [missed])
    monkeypatch.setattr(registry, "BENCHMARKS", {"slow": slow})
    assert run("bench", "slow", *words) == code


@pytest.mark.parametrize(
    ("words", "got"), [((), "none"), (("--instances", "nowhere"), "no folder nowhere")]
)
def test_what_a_benchmark_needs_is_said_in_a_line(
    run: Run, capsys: Shown, words: tuple[str, ...], got: str
) -> None:
    assert run("bench", "rotating", *words) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("bench rotating: expected --instances DIR")
    assert line.endswith(f"got {got}")


def test_an_unknown_benchmark_is_wrong_usage(run: Run, capsys: Shown) -> None:
    assert run("bench", "knitting") == 2
    told = capsys.readouterr().err
    assert "expected one of roster, rotating, shift-scheduling; got knitting" in told


def test_cases_are_chosen_by_name(run: Run, tmp_path: Path, capsys: Shown) -> None:
    write_instances(tmp_path / "in", E1=POSSIBLE, E2=IMPOSSIBLE)
    assert run("bench", "rotating", "--instances", "in", "--case", "2", "--case", "E2") == 0
    shown = capsys.readouterr()
    assert "1 instances" in shown.out
    assert "E1" not in shown.err
    assert run("bench", "rotating", "--instances", "in", "--case", "E3") == 2
    assert "expected a part of one of E1; E2; got 'E3'" in capsys.readouterr().err


def test_faults_of_instances_are_listed(run: Run, tmp_path: Path, capsys: Shown) -> None:
    write_instances(tmp_path / "in", bad=POSSIBLE.replace("Employees\n7", "Employees\n0"))
    assert run("bench", "rotating", "--instances", "in") == 1
    assert "bad.txt:5:employees: expected a whole number from 1" in capsys.readouterr().err
