"""What goes on, told on standard error: a line for every step, a moving one on a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

__all__ = ["Steps"]

ERASE_LINE = "\r\x1b[K"


class Steps:
    """Times the steps of a verb and tells of them; ``seconds`` by step, in order."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = sys.stderr if stream is None else stream
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time what is done inside, and say so when it is done."""
        begun = time.monotonic()
        self.moving(f"{name} ...")
        try:
            yield
        finally:
            self.moving("")
        self.seconds[name] = self.seconds.get(name, 0.0) + time.monotonic() - begun
        self.say(f"{name}: {self.seconds[name]:.1f} s")

    @property
    def on_terminal(self) -> bool:
        """Whether somebody watches."""
        return self._stream.isatty()

    def moving(self, text: str) -> None:
        """Replace the moving line; there is none where nobody watches."""
        if self.on_terminal:
            self._stream.write(f"{ERASE_LINE}{text}")
            self._stream.flush()

    def say(self, text: str) -> None:
        """Tell something that stays."""
        self._stream.write(f"{text}\n")
        self._stream.flush()
