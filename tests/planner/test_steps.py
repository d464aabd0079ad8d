"""What is told while a verb runs."""

from __future__ import annotations

import io

import pytest

from planner.steps import Steps


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_step_is_timed_and_told() -> None:
    stream = io.StringIO()
    steps = Steps(stream)
    with steps.step("read"):
        pass
    assert list(steps.seconds) == ["read"]
    assert 0 <= steps.seconds["read"] < 5
    assert stream.getvalue() == f"read: {steps.seconds['read']:.1f} s\n"


def test_a_step_that_comes_again_adds_up(monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter([0.0, 2.0, 10.0, 13.0])
    monkeypatch.setattr("planner.steps.time.monotonic", lambda: next(times))
    steps = Steps(io.StringIO())
    for _ in range(2):
        with steps.step("solve"):
            pass
    assert steps.seconds == {"solve": 5.0}


def test_a_terminal_gets_a_moving_line() -> None:
    stream = Terminal()
    steps = Steps(stream)
    with steps.step("solve"):
        steps.moving("half way")
    assert "\r\x1b[Ksolve ..." in stream.getvalue()
    assert "half way" in stream.getvalue()
    assert stream.getvalue().endswith(f"\r\x1b[Ksolve: {steps.seconds['solve']:.1f} s\n")


def test_nothing_moves_where_nobody_watches() -> None:
    stream = io.StringIO()
    Steps(stream).moving("half way")
    assert stream.getvalue() == ""


def test_a_step_that_fails_is_not_counted() -> None:
    steps = Steps(io.StringIO())
    with pytest.raises(ValueError, match="no"), steps.step("read"):
        raise ValueError("no")
    assert steps.seconds == {}
