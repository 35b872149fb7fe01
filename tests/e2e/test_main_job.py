"""The main job as a person does it: sign in, paste, wait, read, share, follow the link; in both languages."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.conftest import TRAP, House
from tests.worker_process import Worker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = {
    "en-GB": {
        "fail": "Fails",
        "share": "Share",
        "link": "Make a link",
        "kb": "The real server's port is never used under DR or TUN",
    },
    "zh-CN": {
        "fail": "不能上线",
        "share": "分享",
        "link": "创建链接",
        "kb": "DR 或 TUN 下，真实服务器的端口不会被用到",
    },
}


def clean(page: Any) -> None:
    """:raises AssertionError: axe finds something on the page."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def sign_in(page: Any, url: str) -> None:
    page.goto(f"{url}/account/login/")
    page.fill("[name=login]", "north-owner")
    page.fill("[name=password]", "a long password 1")
    page.click("main button[type=submit]")
    page.wait_for_url(f"{url}/")


@pytest.mark.parametrize("language", list(WORDS))
@pytest.mark.parametrize("width", [1280, 390])
def test_paste_report_share_article(
    browser: Any, live_server: Any, worker: Worker, language: str, width: int
) -> None:
    words = WORDS[language]
    House("north")
    scheme = "dark" if width == 390 else "light"
    context = browser.new_context(
        locale=language, color_scheme=scheme, viewport={"width": width, "height": 900}
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    sign_in(page, live_server.url)
    clean(page)
    page.fill("[name=cluster]", "edge")
    page.fill("[name=name]", "lb1/keepalived.conf")
    page.fill("[name=text]", TRAP)
    page.click("form.submit button.primary")
    page.wait_for_selector(".gate-line", timeout=60_000)
    assert words["fail"] in page.inner_text(".gate-line")
    clean(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if width < 1200:
        page.click("[data-tab=text]")
    page.click(".fold a >> nth=0")
    page.wait_for_selector('[id="lb1/keepalived.conf:1"]')
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.hasAttribute('data-place')")
    page.click(f"summary:has-text('{words['share']}')")
    page.click(f"button:has-text('{words['link']}')")
    link = page.input_value("#new-link")
    stranger = browser.new_context(
        locale=language, color_scheme=scheme, viewport={"width": width, "height": 900}
    ).new_page()
    stranger.goto(link)
    assert "LVS001" in stranger.content() and "S3cr3tPw" not in stranger.content()
    clean(stranger)
    if width < 1200:
        stranger.click(".cause.f-violated >> nth=0")
    stranger.click(".finding.f-violated header a >> nth=0")
    stranger.wait_for_selector("article.prose")
    assert words["kb"] in stranger.inner_text("h1")
    clean(stranger)
    assert complaints == []
    context.close()


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/kb/",
        "/kb/dr/",
        "/kb/?q=vip",
        "/clusters/",
        "/team/policy/",
        "/waivers/",
        "/team/",
        "/account/login/",
        "/account/sessions/",
        "/account/password/change/",
    ],
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(browser: Any, live_server: Any, path: str, scheme: str) -> None:
    House("north").review()
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    if path != "/account/login/":
        sign_in(page, live_server.url)
    page.goto(live_server.url + path)
    clean(page)
    context.close()


def test_the_front_page_is_light(browser: Any, live_server: Any) -> None:
    page = browser.new_context().new_page()
    sizes: list[int] = []
    page.on("response", lambda answer: sizes.append(len(answer.body())))
    page.goto(live_server.url, wait_until="networkidle")
    assert sum(sizes) < 100_000, sizes


def test_without_javascript_everything_can_be_read(browser: Any, live_server: Any) -> None:
    from apps.sharing.services import create_share

    house = House("north")
    _, token = create_share(actor=house.actor, review=house.review())
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/s/{token}/?lines=all")
    assert "auth_type PASS" in page.inner_text(".definition") and page.locator(".finding").count() > 2
