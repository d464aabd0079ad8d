"""Every benchmark that ``sunrota bench`` knows: one entry each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from planner.bench.measures import Measure
from planner.bench.rosters import measure_rosters
from planner.bench.rotating import measure_rotating
from planner.bench.shift_scheduling.measuring import measure_shift_scheduling

__all__ = ["BENCHMARKS", "Benchmark", "Inputs"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What the user gave: a folder of data, a folder of instances, or neither.

    ``cases`` are parts of names of the only cases to run; all where there are none.
    """

    data: Path | None = None
    instances: Path | None = None
    cases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """A benchmark: ``needs`` names the fields of ``Inputs`` that it cannot do without.

    ``measure`` takes the inputs and a function that tells a person how it goes.
    """

    needs: tuple[str, ...]
    about: str
    measure: Callable[[Inputs, Callable[[str], None]], Sequence[Measure]]


def _rotating(inputs: Inputs, tell: Callable[[str], None]) -> Sequence[Measure]:
    if inputs.instances is None:
        raise ValueError("Expected a folder of instances, got none.")
    return measure_rotating(inputs.instances, tell, inputs.cases)


def _shift_scheduling(inputs: Inputs, tell: Callable[[str], None]) -> Sequence[Measure]:
    if inputs.instances is None:
        raise ValueError("Expected a folder of instances, got none.")
    return measure_shift_scheduling(inputs.instances, tell, inputs.cases)


def _rosters(inputs: Inputs, tell: Callable[[str], None]) -> Sequence[Measure]:
    return measure_rosters(inputs.instances, inputs.data, tell, inputs.cases)


BENCHMARKS: Mapping[str, Benchmark] = MappingProxyType(
    {
        "roster": Benchmark(
            needs=(),
            about="rosters of made-up teams and, with --data, of a bank; or of team folders",
            measure=_rosters,
        ),
        "rotating": Benchmark(
            needs=("instances",),
            about="rotating workforce instances in the public text format, one *.txt each",
            measure=_rotating,
        ),
        "shift-scheduling": Benchmark(
            needs=("instances",),
            about="shift scheduling instances in the public text format, one *.txt each",
            measure=_shift_scheduling,
        ),
    }
)
