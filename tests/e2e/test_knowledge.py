"""The knowledge base in a browser: tabs by keyboard, own addresses, copying, nothing sent, no sideways scroll, no barrier."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from lvsportal.engine.knowledge.library import articles

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _page(browser: Any, width: int = 1280, scheme: str = "light", scripts: bool = True) -> Any:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=scripts
    )
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    return context.new_page()


def test_commands_with_own_addresses_are_copied_and_nothing_is_sent(browser: Any, live_server: Any) -> None:
    page = _page(browser)
    page.goto(f"{live_server.url}/kb/LVS006/?lang=en", wait_until="networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.click(".addresses summary")
    page.fill(".addresses label:has-text('VIP') >> nth=0 >> input", "203.0.113.9")
    block = page.locator(".code", has_text="/etc/systemd/network/10-lvs-vip.network").first
    assert "Address=203.0.113.9/32" in block.inner_text()
    block.locator(".copy").click()
    assert "Address=203.0.113.9/32" in page.evaluate("navigator.clipboard.readText()")
    assert "10.0.0.21" in page.inner_text(".kb-article")  # only what was filled in is changed
    page.click(".addresses button[type=reset]")
    page.wait_for_function("!document.querySelector('.kb-article').innerText.includes('203.0.113.9')")
    assert asked == []


@pytest.mark.parametrize("scripts", [True, False])
def test_tabs_turn_by_keyboard_also_without_scripts(browser: Any, live_server: Any, scripts: bool) -> None:
    page = _page(browser, scripts=scripts)
    page.goto(f"{live_server.url}/kb/LVS006/?lang=en")
    networkd = page.locator(".panel", has_text="/etc/systemd/network/10-lvs-vip.network").first
    netplan = page.locator(".panel", has_text="/etc/netplan/60-lvs-vip.yaml").first
    assert networkd.is_visible() and not netplan.is_visible()
    page.locator(".tabs", has_text="netplan").first.locator("input").first.focus()
    page.keyboard.press("ArrowRight")
    assert netplan.is_visible() and not networkd.is_visible()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_no_article_scrolls_sideways_on_a_phone(browser: Any, live_server: Any, language: str) -> None:
    page = _page(browser, width=360)
    for found in articles(language):
        page.goto(f"{live_server.url}{found.path}?lang={language}")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide == 0, found.id


@pytest.mark.parametrize(("path", "width", "scheme"), [("/kb/", 1280, "light"), ("/kb/LVS007/", 1280, "dark")])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_no_barriers(browser: Any, live_server: Any, path: str, width: int, scheme: str, language: str) -> None:
    page = _page(browser, width, scheme)
    page.goto(f"{live_server.url}{path}?lang={language}")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_the_address_bar_names_the_language(browser: Any, live_server: Any) -> None:
    page = _page(browser)
    page.goto(f"{live_server.url}/kb/LVS001/")
    page.wait_for_url("**/kb/LVS001/?lang=en")
    page.click("button[value=zh-hans]")
    page.wait_for_url("**/kb/LVS001/?lang=zh-hans")
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
