"""Starts the app's server, on loopback only: ``python -m app_pages.server --folder DIR``.

Nobody signs in, so nobody but this machine may reach it; there is no option to bind elsewhere.
Every setting is given as a flag, which outranks whatever configuration lies around.
"""

from __future__ import annotations

import argparse
import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from app_pages import theme

__all__ = ["ADDRESS", "FOLDER_VARIABLE", "flags", "main"]

ADDRESS = "127.0.0.1"
FOLDER_VARIABLE = "SUNROTA_FOLDER"
APP = Path(__file__).parent.parent / "app.py"
MOST_UPLOAD_MB = 200


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="sunrota serve")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--no-browser", action="store_true")
    asked = parser.parse_args(arguments)
    if not _is_free(asked.port):
        sys.exit(
            f"sunrota serve: expected a free port, got {asked.port}, which is taken: "
            "end what listens there or choose another with --port"
        )
    os.environ[FOLDER_VARIABLE] = str(asked.folder.resolve())
    sys.stdout.write(f"sunrota: http://{ADDRESS}:{asked.port} (Ctrl-C ends it)\n")
    sys.stdout.write(f"Team and plan are kept in {asked.folder.resolve()}.\n")
    sys.stdout.flush()
    _run(flags(asked.port, with_browser=not asked.no_browser))


def flags(port: int, *, with_browser: bool) -> dict[str, object]:
    """Streamlit's options by name."""
    return {
        "server.address": ADDRESS,
        "server.port": port,
        # A page of a stranger cannot reach the app under a name of its own.
        "server.allowedHosts": [ADDRESS, "localhost"],
        "server.enableCORS": True,
        "server.enableXsrfProtection": True,
        "server.fileWatcherType": "none",
        "server.headless": not with_browser,
        "server.showEmailPrompt": False,
        "server.maxUploadSize": MOST_UPLOAD_MB,
        "browser.gatherUsageStats": False,
        "browser.serverAddress": ADDRESS,
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "client.toolbarMode": "minimal",
        "global.developmentMode": False,
        "logger.hideWelcomeMessage": True,
        "runner.magicEnabled": False,
        **theme.options(),
    }


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError:
            return False
    return True


def _run(options: dict[str, object]) -> None:
    # Here, not above: it takes a second to load.
    from streamlit.web import cli

    cli.main(["run", str(APP), *_as_arguments(options)])


def _as_arguments(options: dict[str, object]) -> list[str]:
    arguments: list[str] = []
    for name, value in options.items():
        for each in value if isinstance(value, list) else [value]:
            text = str(each).lower() if isinstance(each, bool) else str(each)
            arguments += [f"--{name}", text]
    return arguments


if __name__ == "__main__":
    main()
