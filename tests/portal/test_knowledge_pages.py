"""The pages of the knowledge base: every article in both languages, search, language in the address, feed and sitemap."""

import re
import xml.etree.ElementTree as ET

import pytest
from django.test import Client

from lvsportal.engine.knowledge.library import Kind, articles
from lvsportal.engine.rules.catalogue import folders
from tests.conftest import House

LANGUAGES = ["en", "zh-hans"]
_LINK = re.compile(r'href="(/[^"]+)"')


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_article_is_a_page_and_its_links_lead_somewhere(db: None, client: Client, language: str) -> None:
    asked: dict[str, int] = {}
    for found in articles(language):
        page = client.get(f"{found.path}?lang={language}").content.decode()
        assert "style=" not in page and "<script>" not in page
        assert page.count("<h1") == 1
        for link in set(_LINK.findall(page)):
            link = link.replace("&amp;", "&").partition("#")[0]
            if link.startswith("/kb/") and "/example/" not in link:
                asked.setdefault(link, client.get(link).status_code)
    assert {link: status for link, status in asked.items() if status != 200} == {}
    assert len(asked) >= len(articles(language))


def test_every_anchor_that_an_article_links_to_is_there(db: None, client: Client) -> None:
    pages = {one.path: client.get(f"{one.path}?lang=en").content.decode() for one in articles("en")}
    for page in pages.values():
        for path, anchor in re.findall(r'href="(/kb/[^"?#]+)(?:\?lang=en)?#([^"]+)"', page):
            assert f'id="{anchor}"' in pages[path], (path, anchor)


def test_a_link_is_read_in_the_language_in_which_it_was_sent(db: None, client: Client) -> None:
    page = client.get("/kb/LVS007/?lang=zh-hans", headers={"accept-language": "en"}).content.decode()
    assert 'lang="zh-Hans"' in page and "循环转发" in page
    assert 'name="next" value="/kb/LVS007/"' in page  # the other language's button leaves this one's address
    assert re.search(r'href="/kb/LVS006/\?lang=zh-hans"', page)
    assert 'lang="en"' in client.get("/kb/LVS007/", headers={"accept-language": "en"}).content.decode()


def test_a_symptom_is_found_by_its_id_alone(db: None, client: Client) -> None:
    assert client.get("/kb/timeout/")["Location"] == "/kb/symptoms/timeout/"
    assert client.get("/kb/symptoms/LVS001/").status_code == 404
    assert client.get("/kb/symptoms/").status_code == 200


def test_alternatives_are_tabs_that_need_no_script(db: None, client: Client) -> None:
    page = client.get("/kb/LVS006/?lang=en").content.decode()
    names = re.findall(r'<label for="tab-\d+-\d+">([^<]+)</label>', page)
    assert {"systemd-networkd", "netplan", "NetworkManager", "ifupdown", "nftables", "IPv6"} <= set(names)
    assert page.count('type="radio"') == len(names)


def test_what_is_searched_is_marked_and_escaped(db: None, client: Client) -> None:
    page = client.get("/kb/?q=arp_announce&lang=en").content.decode()
    assert "<mark>arp_announce</mark>" in page and 'href="/kb/LVS006/?lang=en"' in page
    assert "<script>alert" not in client.get("/kb/", {"q": "<script>alert(1)</script>"}).content.decode()


def test_nothing_found_offers_the_nearest(db: None, client: Client) -> None:
    page = client.get("/kb/?q=xylophone&lang=en").content.decode()
    assert "come nearest" in page and page.count("<li><a") >= 3


def test_the_sitemap_and_the_feed_name_every_article(db: None, client: Client) -> None:
    sitemap = ET.fromstring(client.get("/sitemap.xml").content)
    assert len(sitemap) == 2 * len(articles("en"))
    feed = ET.fromstring(client.get("/kb/feed.xml?lang=zh-hans").content)
    entries = feed.findall("{http://www.w3.org/2005/Atom}entry")
    assert len(entries) == len(articles("zh-hans"))


@pytest.mark.parametrize("number", [one for one in folders() if one <= "LVS007"])
def test_each_trap_has_an_example_report(db: None, client: Client, number: str) -> None:
    page = client.get(f"/kb/{number}/example/?lang=en").content.decode()
    assert number in page and "walk" in page
    assert f"/kb/{number}/example/" in client.get(f"/kb/{number}/").content.decode()


def test_symptoms_come_first(db: None, client: Client) -> None:
    page = client.get("/kb/?lang=en").content.decode()
    first = {kind: page.index(next(one for one in articles("en") if one.kind is kind).path) for kind in Kind}
    assert first[Kind.SYMPTOM] < first[Kind.RULE] < first[Kind.CHAPTER]


def test_try_it_fills_the_review_page_with_the_example(house: House, client: Client, settings) -> None:
    settings.ANONYMOUS_CHECKS = True
    page = client.get("/?example=LVS001&lang=en").content.decode()
    assert "real_server 10.0.0." in page
    assert "real_server" not in client.get("/?example=LVS999").content.decode().partition("<textarea")[2][:300]
