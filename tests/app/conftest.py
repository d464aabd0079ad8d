"""The app and a browser for tests; those that need a browser are skipped where there is none."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from sunrota_demo import write_demo_team

from tests.app import browsing
from tests.app.serving import ServedApp, serve

Serve = Callable[[str], ServedApp]
PageAt = Callable[..., Page]

# What a page shows in the end is judged, not how soon: other tests keep the machine busy.
expect.set_options(timeout=browsing.PATIENCE_MS)


@pytest.fixture(scope="session")
def demo_team(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the demo team; not to be changed."""
    folder = tmp_path_factory.mktemp("demo") / "team"
    write_demo_team(folder)
    return folder


@pytest.fixture(scope="session")
def serve_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Starts an app in an empty folder of its own, by a name; all end with the session."""
    served: list[ServedApp] = []

    def start(name: str) -> ServedApp:
        place = tmp_path_factory.mktemp(name)
        served.append(serve(place / "app", place / "server.log"))
        return served[-1]

    yield start
    for app in served:
        app.end()


@pytest.fixture(scope="session")
def app(serve_app: Serve) -> ServedApp:
    """An app that tests share; each puts in what it needs, with ``put_team`` and the like."""
    return serve_app("shared")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, without a window."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("no chromium on the PATH: the app is tested in a browser")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=found, args=list(browsing.CHROMIUM_FLAGS)
        )
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def screens(browser: Browser) -> browsing.Screens:
    return browsing.Screens(browser)


@pytest.fixture
def page_at(screens: browsing.Screens, app: ServedApp) -> Iterator[PageAt]:
    """Opens pages: ``page_at(width, height, scheme, timezone_id)``.

    The test fails where a page asked for anything but this machine, complained to the browser's
    console, or shows that the app failed.
    """
    watch = browsing.Watch(screens, app)
    yield watch.page_at
    watch.close()
    assert watch.faults == []
