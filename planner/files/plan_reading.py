"""plan.toml to checked sections: syntax, keys, kinds and bounds, every fault on its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Generic, TypeVar, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from planner.files import plan_sections as sections
from planner.files import together_sections
from planner.files.csv_file import read_text
from planner.files.faults import FaultLog, shown
from planner.files.plan_sections import Section
from planner.files.toml_keys import long_keys
from planner.files.toml_lines import KeyPath, key_lines, line_of, written

__all__ = ["MAX_BYTES", "PLAN", "Item", "PlanFile", "read_plan"]

PLAN = "plan.toml"
# The parser takes hundreds of times the room of a hostile file.
MAX_BYTES = 1_000_000
MAX_ITEMS = 5_000
MAX_KEY_PARTS = 100

S = TypeVar("S", bound=Section)

SINGLE: Mapping[str, type[Section]] = {
    "team": sections.TeamSection,
    "shrinkage": sections.ShrinkageSection,
    "weights": sections.WeightsSection,
    "software": sections.SoftwareSection,
}
REPEATED: Mapping[str, type[Section]] = {
    "queues": sections.QueueSection,
    "shifts": sections.ShiftSection,
    "contracts": sections.ContractSection,
    "labour_rules": sections.LabourSection,
    "vendors": sections.VendorSection,
    "bots": sections.BotSection,
    "offers": sections.VendorSection,
    "customer_zones": sections.CustomerZoneSection,
    "rotations": sections.RotationSection,
    "candidates": sections.CandidateSection,
    "presence": together_sections.PresenceSection,
    "handovers": together_sections.HandoverSection,
    "mentoring": together_sections.MentoringSection,
    "activities": sections.ActivitySection,
}
RATES = "exchange_rates"
KEY_MARK = "[key]"  # pydantic's, where a key itself does not fit
KINDS = {
    "bool_type": "true or false",
    "dict_type": "a table, such as { key = value }",
    "model_type": "a table, such as { key = value }",
    "list_type": "a list in square brackets",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Generic[S]):
    """One sound table of a repeated section and where it stands."""

    path: KeyPath
    section: S


@dataclass(slots=True, kw_only=True)
class PlanFile:
    """The sections of plan.toml that are sound, and every name that the file gives.

    ``names`` holds names of faulty tables too, so that one fault does not look like many.
    """

    log: FaultLog
    lines: Mapping[KeyPath, int]
    single: dict[str, Section | None] = field(default_factory=dict)
    repeated: dict[str, list[Item[Any]]] = field(default_factory=dict)
    names: dict[str, frozenset[str]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)  # tables in the file, faulty ones too

    def fault(self, path: KeyPath, expected: str, got: str) -> None:
        """Record a fault of plan.toml."""
        self.log.add(PLAN, expected, got, row=line_of(path, self.lines), column=written(path))

    def faulty(self, name: str) -> bool:
        """Whether a table that stands once is there, but not sound."""
        return name in self.single and self.single[name] is None

    def complete(self, name: str) -> bool:
        """Whether every table of a repeated section is sound."""
        return len(self.repeated.get(name, [])) == self.counts.get(name, 0)

    def one(self, name: str, kind: type[S]) -> S | None:
        """A table that stands once; None where it is missing or faulty."""
        section = self.single.get(name)
        return section if isinstance(section, kind) else None

    def items(self, name: str, kind: type[S]) -> list[Item[S]]:
        """The sound tables of a repeated section, in file order."""
        return [item for item in self.repeated.get(name, []) if isinstance(item.section, kind)]


def read_plan(path: Path, log: FaultLog) -> PlanFile | None:
    """Read plan.toml; None where it cannot be read at all."""
    text = read_text(path, PLAN, log, MAX_BYTES)
    if text is None or _has_long_keys(text, log):
        return None
    try:
        # Numbers stay exact decimals: 0.10 is a tenth.
        raw = tomllib.loads(text + "\n", parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError) as error:
        _syntax(error, log)
        return None
    plan = PlanFile(log=log, lines=key_lines(text))
    for name, value in raw.items():
        _section(plan, name, value)
    if "team" not in raw:
        plan.fault(("team",), "a table [team]", "none")
    # What refers to tables that were not looked at would seem wrong.
    return None if log.gives_up(PLAN) else plan


def _has_long_keys(text: str, log: FaultLog) -> bool:
    before = log.total
    for row, parts in long_keys(text, MAX_KEY_PARTS):
        log.add(PLAN, f"keys of at most {MAX_KEY_PARTS} parts", f"{parts:,}", row=row)
    return log.total > before


def _syntax(error: Exception, log: FaultLog) -> None:
    if not isinstance(error, tomllib.TOMLDecodeError):
        log.add(PLAN, "TOML", "a number of too many digits, or too many brackets")
        return
    words = str(error)
    place = re.search(r"\s*\(at (?:line (\d+), column \d+|end of document)\)", words)
    row = int(place[1]) if place and place[1] else None
    got = words[: place.start()] if place else words
    if place and not place[1]:
        got += " at the end of the file (is it cut off?)"
    log.add(PLAN, "TOML", f"a slip of syntax ({got})", row=row)


def _section(plan: PlanFile, name: str, value: object) -> None:
    if plan.log.gives_up(PLAN):
        return
    if name in REPEATED:
        _repeated(plan, name, value)
    elif name == RATES:
        plan.single[name] = _validated(plan, sections.RatesSection, {name: value}, ())
    elif name in SINGLE:
        plan.single[name] = _validated(plan, SINGLE[name], value, (name,))
    else:
        known = [*SINGLE, RATES, *REPEATED]
        plan.fault((name,), f"only the tables {', '.join(known)}", _near(name, known))


def _repeated(plan: PlanFile, name: str, value: object) -> None:
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        plan.fault((name,), f"tables [[{name}]], in double brackets", shown(value))
        return
    if len(value) > MAX_ITEMS:
        plan.fault((name,), f"at most {MAX_ITEMS:,} tables [[{name}]]", f"{len(value):,}")
        return
    plan.counts[name] = len(value)
    key = "country" if name == "labour_rules" else "name"
    plan.names[name] = frozenset(
        entry[key].strip() for entry in value if isinstance(entry.get(key), str)
    )
    plan.repeated[name] = [
        Item(path=(name, place), section=section)
        for place, entry in enumerate(value)
        if (section := _validated(plan, REPEATED[name], entry, (name, place))) is not None
    ]


def _validated(plan: PlanFile, kind: type[S], value: object, path: KeyPath) -> S | None:
    if plan.log.gives_up(PLAN) or _is_endless(plan, value, path):
        return None
    try:
        return kind.model_validate(value)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            place = tuple(part for part in detail["loc"] if part != KEY_MARK)
            plan.fault((*path, *place), *_words(detail, kind))
        return None


def _is_endless(plan: PlanFile, value: object, path: KeyPath) -> bool:
    """Record a fault for every list or table that is too long to look at its entries."""
    before = plan.log.total
    waiting = [(path, value)]
    while waiting:
        place, found = waiting.pop()
        if not isinstance(found, list | dict):
            continue
        if len(found) > MAX_ITEMS:
            plan.fault(place, f"at most {MAX_ITEMS:,} entries", f"{len(found):,}")
            continue
        entries = found.items() if isinstance(found, dict) else enumerate(found)
        waiting += [((*place, key), entry) for key, entry in entries]
    return plan.log.total > before


def _words(detail: ErrorDetails, kind: type[Section]) -> tuple[str, str]:
    """What pydantic found, as (expected, got) for a person."""
    what = detail["type"]
    context = detail.get("ctx", {})
    value = detail["input"]
    if what == "unfit":
        return str(context["expected"]), shown(value)
    if what == "missing":
        return "this key", "none"
    if what == "extra_forbidden":
        known = _keys(_section_at(kind, detail["loc"][:-1]))
        return f"only the keys {', '.join(known)}", _near(str(detail["loc"][-1]), known)
    if what in {"too_short", "too_long"}:
        bounds = context.get("min_length", context.get("max_length"))
        entries = "at least 1 entry" if bounds == 1 else f"{bounds} entries"
        return entries, f"{context['actual_length']}"
    return KINDS.get(what, "another kind of value"), shown(value)


def _section_at(kind: type[Section], path: KeyPath) -> type[Section]:
    """The model of the table within a section to which ``path`` leads."""
    for part in path:
        for name, info in kind.model_fields.items():
            if part == (info.alias or name):
                kind = _section_in(info.annotation) or kind
    return kind


def _section_in(annotation: object) -> type[Section] | None:
    """The model in an annotation such as ``list[BreakSection]``."""
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation
    found = (_section_in(inner) for inner in get_args(annotation))
    return next((section for section in found if section is not None), None)


def _keys(kind: type[Section]) -> list[str]:
    return [info.alias or name for name, info in kind.model_fields.items()]


def _near(name: str, known: list[str]) -> str:
    close = get_close_matches(name, known, n=1)
    return f"{name!r} ({close[0]}?)" if close else repr(name)
