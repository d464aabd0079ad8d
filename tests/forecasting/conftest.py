"""Small logs, written to a temporary folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

WriteLog = Callable[..., Path]


@pytest.fixture
def write_log(tmp_path: Path) -> WriteLog:
    """Write a file of lines (a list of str) or of bytes, and give its path."""

    def write(content: list[str] | bytes, name: str = "contacts.csv") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = content if isinstance(content, bytes) else ("\n".join(content) + "\n").encode()
        path.write_bytes(data)
        return path

    return write
