"""Instances are read as they are meant, run, and summed up."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.bench import rotating
from planner.bench.measures import Limit, Measure, table_lines
from planner.bench.registry import BENCHMARKS, Inputs
from planner.bench.rotating import measure_rotating, run_rotating
from planner.bench.rotating_instances import read_rotating_instances
from planner.errors import AuditError, DataError
from planner.rotation import Answer, RotateOptions, Status
from planner.scenario import Rotation, SequenceBan
from tests.planner.bench.instances import IMPOSSIBLE, POSSIBLE, write_instances


def test_an_instance_is_read_as_a_rotation(tmp_path: Path) -> None:
    write_instances(tmp_path, one=POSSIBLE.replace("\n", "\r\n").rstrip())
    assert read_rotating_instances(tmp_path) == (
        Rotation(
            name="one",
            timezone="UTC",
            lines=7,
            demand=(("D", (3,) * 7), ("N", (1,) * 7)),
            block=(("D", (2, 5)), ("N", (2, 4))),
            work_block=(3, 5),
            off_block=(2, 4),
            forbidden=(
                SequenceBan(before="N", after="D", day_off_between=False),
                SequenceBan(before="N", after="D", day_off_between=True),
            ),
        ),
    )


def test_instances_come_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    write_instances(tmp_path, E10=POSSIBLE, E2=POSSIBLE, E1=IMPOSSIBLE)
    assert [rotation.name for rotation in read_rotating_instances(tmp_path)] == ["E1", "E2", "E10"]


WHOLE = "expected a whole number from"
ENDS = "expected two shifts, and '-' between where they are three words"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("schedule\n7", "schedule\n14", f"2:length of the schedule: {WHOLE} 7 to 7, got '14'"),
        ("Employees\n7", "Employees\nmany", f"5:employees: {WHOLE} 1 to 100000, got 'many'"),
        ("3 3 3 3 3 3 3", "3 3 3 3 3 3", "11:heads: expected 7 words, got 6"),
        ("D  360 480 2 5", "D  360 480 2", "15:shift: expected 5 words, got 4"),
        ("D  360 480 2 5", "N  360 480 2 5", "16:shift: expected each name once, got a name again"),
        ("D  360 480 2 5", "D  360 480 5 2", "15:block: expected the least first, got 5 2"),
        ("blocks\n2 4", "blocks\n2 -4", f"19:days off: {WHOLE} 1 to 100000, got '-4'"),
        ("N - D", "N N D", f"29:sequence: {ENDS}, got N N D"),
        ("N - D", "N - L", f"29:sequence: {ENDS}, got N - L"),
        ("N - D\n", "", "28:sequence: expected a further line, got the end of the file"),
    ],
)
def test_a_fault_is_named_with_its_place(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert old in POSSIBLE
    write_instances(tmp_path, bad=POSSIBLE.replace(old, new, 1), good=POSSIBLE)
    with pytest.raises(DataError) as caught:
        read_rotating_instances(tmp_path)
    assert [str(one) for one in caught.value.faults] == [f"bad.txt:{fault}"]


def test_a_folder_without_instances_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"expected instances, \*\.txt, got none"):
        read_rotating_instances(tmp_path)


def test_the_measures_sum_up_what_happened(tmp_path: Path) -> None:
    told: list[str] = []
    folder = write_instances(tmp_path, E1=POSSIBLE, E2=IMPOSSIBLE)
    measures = BENCHMARKS["rotating"].measure(Inputs(instances=folder), told.append)
    by_metric = {measure.metric: measure for measure in measures}
    assert {measure.case for measure in measures} == {"2 instances"}
    assert by_metric["decided within 10 s"].value == 100.0
    assert by_metric["tables found"].value == 1
    assert by_metric["proven impossible"].value == 1
    assert by_metric["tables refused by the check"].value == 0
    assert 0 < by_metric["median"].value <= by_metric["slowest"].value
    assert not any(measure.missed for measure in measures)
    assert [line.partition(" after")[0] for line in told] == ["E1: found", "E2: impossible"]


def test_a_refused_table_counts_as_not_decided(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(rotation: Rotation, options: RotateOptions) -> Answer:
        raise AuditError(rotation.name)

    monkeypatch.setattr(rotating, "find_table", refuse)
    measures = measure_rotating(write_instances(tmp_path, E1=POSSIBLE), lambda _: None)
    missed = {measure.metric for measure in measures if measure.missed}
    assert missed == {"decided within 10 s", "tables refused by the check"}


def test_what_is_undecided_is_not_decided_however_fast(tmp_path: Path) -> None:
    (rotation,) = read_rotating_instances(write_instances(tmp_path, E1=POSSIBLE))
    run = run_rotating(rotation, RotateOptions(time_limit_s=0.0))
    assert run.status is Status.UNDECIDED
    assert not run.decided_within(10.0)


def test_limits_hold_up_to_and_with_their_value() -> None:
    most, least = Limit(value=10.0), Limit(value=10.0, at_least=True)
    assert [most.holds(value) for value in (9.9, 10.0, 10.1)] == [True, True, False]
    assert [least.holds(value) for value in (9.9, 10.0, 10.1)] == [False, True, True]
    assert (str(most), str(least)) == ("<= 10", ">= 10")


def test_the_table_has_the_columns_of_every_benchmark() -> None:
    measure = Measure(case="c", metric="m", value=1.23456, unit="s", must=Limit(value=2.0))
    assert list(table_lines([measure])) == [
        "case  metric  value  unit  must  aim",
        "c     m       1.235  s     <= 2",
    ]
    assert measure.row() == {
        "case": "c",
        "metric": "m",
        "value": 1.23456,
        "unit": "s",
        "must": "<= 2",
        "aim": None,
    }


@pytest.mark.external_data
def test_public_instances_are_decided_in_time(rotating_instances: Path) -> None:
    measures = measure_rotating(rotating_instances, lambda _: None)
    assert [measure for measure in measures if measure.missed] == []
