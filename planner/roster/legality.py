"""Whether a member may work certain options, asked of the rules themselves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from planner.roster.choices import choices_of
from planner.roster.cpsat import feasible_with
from planner.roster.problem import Member, Problem
from planner.roster.program import Program
from planner.roster.tour_space import BoolArray
from planner.rules import RULES


class _Forbids(Program):
    """Only what rules forbid outright is of interest."""


def usable_options(problem: Problem, member: Member) -> BoolArray:
    """Per option, whether the rules that judge a duty by itself allow it."""
    sink = _Forbids()
    variables = [sink.new_bool("") for _ in member.options]
    choices = choices_of(problem, member, member.options, variables)
    for rule in RULES:
        if not rule.linking:
            rule.of(choices).constrain(choices, sink)
    return np.array([variable not in sink.forbidden for variable in variables], dtype=bool)


def is_legal(problem: Problem, member: Member, options: Sequence[int]) -> bool:
    """Whether exactly these options may be worked together, by every rule.

    The rules constrain a program that offers nothing but these duties, all of them worked; what
    is left free are the rules' own variables.
    """
    if not options and member.may_stay_out and not member.pinned:
        return True
    some = [member.options[position] for position in options]
    program = Program()
    variables = [program.new_bool("") for _ in some]
    choices = choices_of(problem, member, some, variables)
    for rule in RULES:
        rule.of(choices).constrain(choices, program)
    return feasible_with(program, variables)
