"""The app as a user starts it: ``sunrota serve`` in a process of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from planner.workspace import Workspace

PATIENCE_S = 60.0
PERIOD_S = 0.1
COMMAND = (sys.executable, "-P", "-c", "from planner.cli import main; main()", "serve")


@dataclass(frozen=True, kw_only=True)
class ServedApp:
    """A running app; ``folder`` is the one it works in, ``log`` what it says."""

    process: subprocess.Popen[bytes]
    port: int
    folder: Path
    log: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def workspace(self) -> Workspace:
        return Workspace(self.folder)

    def empty(self) -> None:
        """Take everything away: no team, no plan, no choices."""
        self.folder.mkdir(exist_ok=True)
        for entry in self.folder.iterdir():
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()

    def put_team(self, team: Path) -> None:
        """Put a copy of a team folder in place; plan and choices go."""
        self.empty()
        shutil.copytree(team, self.workspace.team)

    def put_plan(self, plan: Path) -> None:
        """Put a copy of a finished plan in place."""
        shutil.copytree(plan, self.workspace.plan, dirs_exist_ok=True)

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def interrupt(self) -> int:
        """Press Ctrl-C; the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=PATIENCE_S)

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(timeout=PATIENCE_S)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serve_command(folder: Path, port: int) -> list[str]:
    return [*COMMAND, "--folder", str(folder), "--port", str(port), "--no-browser"]


def serve_environment() -> dict[str, str]:
    # Whatever lies around must not matter, so the tests start elsewhere; the packages are found
    # whether they are installed or in a checkout.
    root = str(Path(__file__).parents[2])
    return os.environ | {"PYTHONPATH": root, "PYTHONUNBUFFERED": "1"}


def serve(folder: Path, log: Path) -> ServedApp:
    """Start the app and wait until it answers."""
    port = free_port()
    with log.open("wb") as said:
        process = subprocess.Popen(
            serve_command(folder, port),
            stdout=said,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            cwd=log.parent,
            env=serve_environment(),
        )
    app = ServedApp(process=process, port=port, folder=folder, log=log)
    until = time.monotonic() + PATIENCE_S
    while not _answers(app):
        if process.poll() is not None or time.monotonic() > until:
            app.end()
            raise RuntimeError(f"the app did not start:\n{app.said()}")
        time.sleep(PERIOD_S)
    return app


def _answers(app: ServedApp) -> bool:
    try:
        with urllib.request.urlopen(f"{app.address}/_stcore/health", timeout=5) as answer:  # noqa: S310
            return bool(answer.read() == b"ok")
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
