"""The process beside the search, as a process and in this one."""

from __future__ import annotations

import io
import os
import pickle
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

import pytest

from planner.roster import beside
from planner.roster.companion import Companion
from planner.roster.engines import Engine
from planner.roster.messages import Bound, Message, Move, Pattern, Prices, Request
from planner.roster.problem import Problem
from tests.planner.roster.problems import JUDGE_S, best_objective, random_team
from tests.planner.roster.test_decomposition import small_team

CLOSE = 0.02


@contextmanager
def companion(
    problem: Problem, seconds: float, engine: Engine = Engine.AUTO
) -> Iterator[Companion]:
    other = Companion(Request(problem=problem, seconds=seconds, seed=1, engine=engine))
    try:
        yield other
    finally:
        other.close()


def waiting_team() -> Problem:
    """An agent some of whose work may wait: too much for the bound by prices of starts."""
    teams = (random_team(seed, agents=1) for seed in range(9))
    return next(problem for problem in teams if any(problem.demand.waits))


def wait(other: Companion, kind: type[Message], seconds: float) -> list[Message]:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = [one for one in other.received() if isinstance(one, kind)]
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"no {kind.__name__} within {seconds} s")


def test_bounds_and_patterns_come_from_beside() -> None:
    problem = small_team(0)
    best = best_objective(problem, JUDGE_S)
    assert best is not None
    with companion(problem, 20.0, Engine.PATTERNS) as other:
        assert other.bound is None
        other.wait_for_bound(20.0)
        assert other.bound is not None
        assert 0 < other.bound <= best + CLOSE
        assert wait(other, Pattern, 20.0)


def test_a_large_problem_is_searched_beside_too() -> None:
    problem = waiting_team()
    with companion(problem, 2.0) as other:
        first = wait(other, Move, 20.0)[0]
        assert isinstance(first, Move)
        assert set(first.weeks) == set(range(len(problem.members)))
        other.send(first)


def test_one_that_has_ended_gives_nothing_and_takes_anything() -> None:
    other = Companion(Request(problem=small_team(0), seconds=60.0, seed=0))
    other.close()
    begun = time.monotonic()
    other.wait_for_bound(30.0)
    assert time.monotonic() - begun < 5
    other.send(Move(weeks={}))
    assert other.received() == []


def test_one_whose_time_is_up_ends_well() -> None:
    """With its input still open: who started it may have more to say."""
    problem = waiting_team()
    other = Companion(Request(problem=problem, seconds=0.1, seed=0))
    other._process.wait(30.0)
    assert other._process.returncode == 0
    assert other.failed() is None
    other.close()


class Kept(io.BytesIO):
    """Output that can be read after it was closed to."""

    def messages(self) -> list[Message]:
        source = io.BytesIO(self.getvalue())
        found = []
        while True:
            try:
                found.append(pickle.load(source))  # noqa: S301 - our own
            except EOFError:
                return found


@contextmanager
def inlet(*sent: object) -> Iterator[BinaryIO]:
    """A pipe that stays open with things in it."""
    read, write = os.pipe()
    with os.fdopen(read, "rb") as source, os.fdopen(write, "wb") as sink:
        for one in sent:
            pickle.dump(one, sink)
        sink.flush()
        yield source


def test_in_this_process_it_says_the_same() -> None:
    sink = Kept()
    request = Request(problem=small_team(0), seconds=2.0, seed=0, engine=Engine.PATTERNS)
    with inlet() as source:
        beside.main(request, source, sink)
    kinds = {type(one) for one in sink.messages()}
    assert kinds >= {Bound, Prices, Pattern}


def test_in_this_process_it_searches_too() -> None:
    problem = waiting_team()
    sink = Kept()
    request = Request(problem=problem, seconds=1.5, seed=0)
    with inlet(Move(weeks={0: ()})) as source:
        beside.main(request, source, sink)
    assert {type(one) for one in sink.messages()} == {Bound, Prices, Move}


class Broken(io.BytesIO):
    """Nobody listens."""

    def flush(self) -> None:
        raise BrokenPipeError


def test_it_ends_where_nobody_listens() -> None:
    request = Request(problem=small_team(0), seconds=60.0, seed=0)
    begun = time.monotonic()
    with inlet() as source:
        beside.main(request, source, Broken())
    assert time.monotonic() - begun < 30


def test_it_ends_when_its_input_does() -> None:
    request = pickle.dumps(Request(problem=small_team(0), seconds=120.0, seed=0))
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "planner.roster.beside"],
        input=request,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0
    assert done.stderr == b""
    assert time.monotonic() - begun < 60


@pytest.mark.parametrize("text", [b"", b"nonsense"])
def test_what_is_no_request_is_told(text: bytes) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "planner.roster.beside"],
        input=text,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
