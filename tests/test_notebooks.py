"""Every notebook runs from top to bottom, and shows what it is about."""

from __future__ import annotations

import re
from pathlib import Path

import jupytext
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.py"))


def test_there_is_a_notebook() -> None:
    assert NOTEBOOKS


# What each shows when it has run, as patterns.
SHOWN = {
    "from_log_to_roster": ("no violations", r"required hours \(\d\d", "pay: "),
    "ways_to_staff": (
        "by hand: (\\S+), by sunrota: \\1",
        r"mix\+bots .* \d+\.\d\d",
        "every roster passes the audit: True",
    ),
}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs(path: Path, tmp_path: Path) -> None:
    notebook = jupytext.read(path)
    client = NotebookClient(
        notebook,
        timeout=300,
        kernel_name="python3",
        resources={"metadata": {"path": str(tmp_path)}},
    )
    client.execute()
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    shown = "\n".join(
        output.get("text", "") or output.get("data", {}).get("text/plain", "")
        for cell in code
        for output in cell.outputs
    )
    assert len(code) > 5
    assert all(cell.execution_count for cell in code)
    for pattern in SHOWN[path.stem]:
        assert re.search(pattern, shown), pattern
