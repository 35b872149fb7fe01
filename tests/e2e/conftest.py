"""A browser on the real thing: web server, worker, pages."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

# Playwright's sync interface runs an event loop in this thread; Django's checks for one must not mind.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    assert CHROMIUM, "Chromium is not installed (Debian: apt-get install chromium)"
    with sync_playwright() as playwright:
        flags = [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-background-networking",
            "--no-first-run",
        ]
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield found
        found.close()


@pytest.fixture(autouse=True)
def _links_lead_to_the_tests_server(request: pytest.FixtureRequest, settings: Any) -> None:
    """Share links stand under the public name, which here is the server that the test runs."""
    if "live_server" in request.fixturenames:
        settings.PUBLIC_URL = request.getfixturevalue("live_server").url
