"""``sunrota serve``: on this machine alone, whatever lies around; gone when it is interrupted."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from app_pages import server
from tests.app.serving import ServedApp, free_port, serve, serve_command, serve_environment


@contextmanager
def served(place: Path) -> Iterator[ServedApp]:
    running = serve(place / "app", place / "server.log")
    try:
        yield running
    finally:
        running.end()


def hand_shake(app: ServedApp, host: str, origin: str) -> str:
    """First line of the answer to a browser that wants to open the app's socket."""
    with socket.create_connection(("127.0.0.1", app.port), timeout=30) as connection:
        connection.sendall(
            f"GET /_stcore/stream HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\n"
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
        )
        return connection.recv(200).decode(errors="replace").splitlines()[0]


def test_it_listens_on_loopback_whatever_lies_around_and_ends_on_ctrl_c(tmp_path: Path) -> None:
    # A user's own files must not be taken for modules, nor a stray configuration be followed.
    (tmp_path / "calendar.py").write_text("raise RuntimeError\n", encoding="utf-8")
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "config.toml").write_text(
        '[server]\naddress = "0.0.0.0"\nallowedHosts = []\n[browser]\ngatherUsageStats = true\n',
        encoding="utf-8",
    )
    with served(tmp_path) as app:
        process = psutil.Process(app.process.pid)
        listening = [
            each.laddr.ip
            for each in process.net_connections(kind="inet")
            if each.status == psutil.CONN_LISTEN
        ]
        assert listening == ["127.0.0.1"]
        own = f"127.0.0.1:{app.port}"
        assert "101" in hand_shake(app, own, f"http://{own}")
        # A stranger's page under a name of its own, and one that asks across.
        stranger = f"stranger.example:{app.port}"
        assert "403" in hand_shake(app, stranger, f"http://{stranger}")
        assert "403" in hand_shake(app, own, "http://stranger.example")
        assert app.interrupt() == 0
        said = app.said()
    assert f"http://127.0.0.1:{app.port}" in said
    assert str(app.folder) in said
    assert "Traceback" not in said
    assert "0.0.0.0" not in said  # noqa: S104


def run(arguments: list[str], cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        arguments, capture_output=True, text=True, timeout=60, cwd=cwd, env=serve_environment()
    )


def test_a_taken_port_is_said_so(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run(serve_command(tmp_path / "app", port), tmp_path)
    assert done.returncode == 1
    assert f"expected a free port, got {port}" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "app").exists()


def test_there_is_no_way_to_bind_elsewhere(tmp_path: Path) -> None:
    command = [*serve_command(tmp_path / "app", free_port()), "--address", "0.0.0.0"]  # noqa: S104
    done = run(command, tmp_path)
    assert done.returncode == 2
    assert "No such option" in done.stderr


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("server.address", "127.0.0.1"),
        ("server.enableXsrfProtection", True),
        ("server.enableCORS", True),
        ("server.fileWatcherType", "none"),
        ("browser.gatherUsageStats", False),
        ("client.showErrorDetails", "none"),
        ("client.showErrorLinks", False),
        ("client.toolbarMode", "minimal"),
    ],
)
def test_what_the_server_is_told(option: str, value: object) -> None:
    assert server.flags(8501, with_browser=False)[option] == value
