"""Pages in a real browser, watched: nothing leaves this machine, nothing goes wrong unseen."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from tests.app.serving import ServedApp

CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--no-first-run",
    "--no-default-browser-check",
    "--metrics-recording-only",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
PATIENCE_MS = 60_000
CALM_MS = 250
OWN_SCHEMES = ("data", "blob", "about")
# A page below the address's root asks for the server beside itself first, then above.
PROBE = re.compile(r"/[a-z-]+/_stcore/(health|host-config)$")
OWN_FAULT = "This is a fault of sunrota itself"
QUIET = """() => {
  const app = document.querySelector('[data-testid=stApp]');
  return app !== null && app.getAttribute('data-test-script-state') === 'notRunning'
    && document.querySelector('[data-testid=stSpinner]') === null
    && document.querySelector('[data-testid=stSkeleton]') === null
    && document.querySelector('[data-stale=true]') === null;
}"""


class Screens:
    """Browsers of their own, one for each kind of screen; what they loaded once they keep."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: dict[tuple[object, ...], BrowserContext] = {}

    def context(
        self, address: str, width: int, height: int, scheme: str, timezone_id: str
    ) -> BrowserContext:
        """The one for an app, a screen, light or dark, and where it stands."""
        key = (address, width, height, scheme, timezone_id)
        if key not in self._contexts:
            self._contexts[key] = self._browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme=scheme,  # type: ignore[arg-type]
                timezone_id=timezone_id,
                locale="en-GB",
                reduced_motion="reduce",  # spinners that turn keep a core from what they wait for
                base_url=address,
                has_touch=width < 600,
            )
            self._contexts[key].set_default_timeout(PATIENCE_MS)
        return self._contexts[key]


class Watch:
    """Notes what a browser's pages ask for and complain about."""

    def __init__(self, screens: Screens, app: ServedApp) -> None:
        self._screens = screens
        self._app = app
        self._pages: list[Page] = []
        self.faults: list[str] = []
        self._log_before = len(app.said())

    def page_at(
        self,
        width: int = 1280,
        height: int = 900,
        scheme: str = "light",
        timezone_id: str = "Europe/Madrid",
    ) -> Page:
        """A new page: screen, light or dark, and where it stands."""
        context = self._screens.context(self._app.address, width, height, scheme, timezone_id)
        page = context.new_page()
        page.on("request", self._note_request)
        page.on("console", self._note_console)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("websocket", lambda socket: self._note_address(socket.url))
        self._pages.append(page)
        return page

    def close(self) -> None:
        """Look at all pages a last time, and close them."""
        for page in self._pages:
            if not page.is_closed():
                self.faults += faults_on(page)
                # What is kept from test to test are files, not what a user did.
                page.evaluate("localStorage.clear()")
                page.close()
        said = self._app.said()[self._log_before :]
        if "Traceback" in said:
            self.faults.append(f"the server said:\n{said[-4000:]}")

    def _note_request(self, request: Request) -> None:
        self._note_address(request.url)

    def _note_address(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in OWN_SCHEMES and parts.hostname != "127.0.0.1":
            self.faults.append(f"asked for {url}")

    def _note_console(self, message: ConsoleMessage) -> None:
        place = str(message.location.get("url", ""))
        if message.type == "error" and not PROBE.search(urlsplit(place).path):
            self.faults.append(f"console: {message.text} ({place})")


def faults_on(page: Page) -> list[str]:
    """What a page shows when it went wrong."""
    shown = page.locator("[data-testid=stException]").all_inner_texts()
    if page.get_by_text(OWN_FAULT).count():
        shown.append(f"{page.url} says: {OWN_FAULT}")
    return shown


def settled(page: Page) -> Page:
    """Wait until the app has drawn all that it has to draw."""
    page.wait_for_selector("[data-testid=stMainBlockContainer] h1")
    page.wait_for_function(QUIET)
    page.wait_for_timeout(CALM_MS)
    page.wait_for_function(QUIET)
    return page


def visit(page: Page, path: str) -> Page:
    """Go to a page of the app and wait until it is drawn."""
    page.goto(f"/{path}")
    return settled(page)


def overflow_px(page: Page) -> int:
    """By how many pixels the page is wider than the screen; 0 is as it should be."""
    return int(
        page.evaluate(
            """() => Math.max(...[
              document.documentElement, document.querySelector('[data-testid=stMain]')
            ].map(part => part.scrollWidth - part.clientWidth))"""
        )
    )


def charts(page: Page) -> list[str]:
    """The charts as they are drawn, as SVG."""
    drawn = page.locator("[data-testid=stVegaLiteChart] svg")
    return [str(drawing) for drawing in drawn.evaluate_all("all => all.map(one => one.outerHTML)")]


def table_rows(page: Page, nth: int = 0) -> list[list[str]]:
    """Texts of a table's cells, row by row, as far as it is drawn (long ones are cut short)."""
    table = page.locator("[data-testid=stDataFrame]").nth(nth)
    table.locator("[data-testid^=glide-cell-]").first.wait_for(state="attached")
    cells = table.locator("[data-testid^=glide-cell-]").evaluate_all(
        "all => all.map(cell => [cell.dataset.testid, cell.textContent])"
    )
    rows: dict[int, dict[int, str]] = {}
    for name, text in cells:
        column, row = (int(part) for part in name.removeprefix("glide-cell-").split("-"))
        rows.setdefault(row, {})[column] = text
    return [[cells for _, cells in sorted(row.items())] for _, row in sorted(rows.items())]


def picture(page: Page, name: str) -> None:
    """Save the whole page as ``NAME.png`` in the folder of ``SUNROTA_PICTURES``, if that is set."""
    asked = os.environ.get("SUNROTA_PICTURES")
    if not asked:
        return  # to draw a page so high takes seconds
    folder = Path(asked)
    folder.mkdir(parents=True, exist_ok=True)
    size = page.viewport_size
    height = page.evaluate(
        "document.querySelector('[data-testid=stMainBlockContainer]').scrollHeight + 80"
    )
    # The page scrolls inside the app's frame, so the screen is made as high as the page.
    if size is not None and height > size["height"]:
        page.set_viewport_size({"width": size["width"], "height": min(int(height), 12_000)})
        page.wait_for_timeout(CALM_MS)
    page.screenshot(path=folder / f"{name}.png")
    if size is not None:
        page.set_viewport_size(size)
