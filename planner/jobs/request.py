"""What a job is asked to do, as it stands in its folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from planner.pipeline import SolveOptions

__all__ = ["JobKind", "JobRequest", "request_from", "request_text"]


class JobKind(StrEnum):
    """What a job makes."""

    PLAN = "plan"
    COMPARE = "compare"


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRequest:
    """A piece of long work on the workspace's team.

    ``start`` is a local date of the reporting time zone. ``compare`` holds what the comparison of
    sourcing is to assume, as JSON would; a plan reads nothing of it.
    """

    kind: JobKind
    start: date
    weeks: int
    options: SolveOptions
    skip_bad_rows: bool = False
    compare: Mapping[str, Any] = field(default_factory=dict)


def request_text(request: JobRequest) -> str:
    """JSON text of a request.

    Raises
    ------
    TypeError, ValueError
        ``compare`` holds what JSON cannot.
    """
    held = asdict(request) | {"kind": str(request.kind), "start": request.start.isoformat()}
    return json.dumps(held, indent=2, allow_nan=False) + "\n"


def request_from(text: str) -> JobRequest:
    """Request of a JSON text.

    Raises
    ------
    TypeError, ValueError, KeyError
        It is not one.
    """
    # Here, not above: a worker is to be there at once, and the solvers take a second to load.
    from planner.pipeline import SolveOptions

    held = json.loads(text)
    return JobRequest(
        kind=JobKind(held["kind"]),
        start=date.fromisoformat(held["start"]),
        weeks=int(held["weeks"]),
        options=SolveOptions(**held["options"]),
        skip_bad_rows=bool(held["skip_bad_rows"]),
        compare=dict(held["compare"]),
    )
