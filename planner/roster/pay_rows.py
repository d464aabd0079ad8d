"""Families of the model: minutes that are owed, overtime, and fairness among peers."""

from __future__ import annotations

from planner.roster.model_state import Fixed, Model, usable
from planner.roster.overtime_model import add_overtime
from planner.roster.program import COST_SCALE


def add_paid_minutes(model: Model) -> None:
    """Idle pay of the minutes that are owed and not rostered, and overtime."""
    program = model.program
    for index in model.free:
        member = model.problem.members[index]
        contract = member.contract
        owed = contract.min_weekly_minutes if contract.hourly else contract.weekly_minutes
        per_minute = float(member.agent.wage_per_hour) * COST_SCALE / 60
        for week in range(len(model.problem.week_bounds) - 1):
            worked = [
                (option, variable)
                for option, variable in usable(model, index)
                if option.duty.week == week
            ]
            if owed > 0:
                idle = program.variable(owed, cost=per_minute, whole=True)
                columns = [idle, *(variable for _, variable in worked)]
                minutes = [1, *(option.duty.paid_minutes for option, _ in worked)]
                if index in model.employed:
                    program.add([*columns, model.employed[index]], [*minutes, -owed], 0, None)
                else:
                    program.add(columns, minutes, owed, None)
            add_overtime(program, member, worked, per_minute)


def add_fairness(model: Model, fixed: Fixed) -> None:
    """Distance of each agent's night, weekend and holiday hours from the mean of her peers."""
    problem = model.problem
    if not problem.weights.fairness_per_hour:
        return
    free = set(model.free)
    for peers in problem.peers:
        if len(peers) < 2 or not free & set(peers):
            continue
        for kind in range(3):
            minutes = {index: _kind_minutes(model, index, kind) for index in peers if index in free}
            if any(minutes.values()):
                _add_distances(model, fixed, peers, kind, minutes)


def _kind_minutes(model: Model, index: int, kind: int) -> list[tuple[int, int]]:
    return [
        (variable, option.kind_minutes[kind])
        for option, variable in usable(model, index)
        if option.kind_minutes[kind]
    ]


def _add_distances(
    model: Model,
    fixed: Fixed,
    peers: tuple[int, ...],
    kind: int,
    minutes: dict[int, list[tuple[int, int]]],
) -> None:
    """``distance >= +-(own - contract hours * mean of peers' mean per contract hour)``, minutes."""
    members, program = model.problem.members, model.program
    price = float(model.problem.weights.fairness_per_hour) * COST_SCALE
    totals: dict[int, int] = {}
    for index, terms in minutes.items():
        most = 7 * 1440 * (len(model.problem.week_bounds) - 1)
        totals[index] = program.variable(most, whole=True)
        program.add(
            [totals[index], *(variable for variable, _ in terms)],
            [1, *(-amount for _, amount in terms)],
            0,
            0,
        )
    constants = {
        index: members[index].past_kind_minutes[kind]
        + (0 if index in totals else fixed.kind_minutes.get(index, (0, 0, 0))[kind])
        for index in peers
    }
    contract = {index: (members[index].contract.weekly_minutes or 60) / 60 for index in peers}
    for index in peers:
        share = contract[index] / len(peers)
        weights = {peer: -share / contract[peer] for peer in peers}
        weights[index] += 1
        constant = sum(weights[peer] * constants[peer] for peer in peers)
        farthest = 1440.0 * 7 * len(model.problem.week_bounds) + abs(constant)
        distance = program.variable(farthest, cost=price / 60, whole=False, unit=1)
        columns = [distance, *totals.values()]
        model.fairness_rows[index, kind] = (program.row_count, program.row_count + 1)
        for sign in (1, -1):
            values = [1.0, *(-sign * weights[peer] for peer in totals)]
            program.add(columns, values, sign * constant, None)
