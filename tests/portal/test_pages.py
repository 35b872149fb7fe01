"""The pages: putting a definition in, the report, the knowledge base, in both languages."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.reviews.models import Review
from tests.conftest import TRAP, House


@pytest.fixture
def owner(house: House, client: Client) -> Client:
    client.force_login(house.owner)
    return client


def test_pasting_starts_a_review(owner: Client) -> None:
    answer = owner.post(
        "/", {"cluster": "edge", "create_cluster": "on", "text": TRAP, "name": "lb1/keepalived.conf"}
    )
    review = Review.objects.get()
    assert answer["Location"] == f"/reviews/{review.pk}/"
    assert (
        "number" in owner.get(answer["Location"]).content.decode()
        or "queue" in owner.get(answer["Location"]).content.decode()
    )


@pytest.mark.parametrize(
    ("files", "text", "sentence"),
    [
        ([], "", "nothing to review yet"),
        ([("a.conf", b"")], "", "a.conf is empty"),
        ([("a.bin", bytes(range(256)) * 9)], "", "not a text file"),
        ([("a.zip", b"PK\x03\x04broken")], "", "can&#x27;t be unpacked"),
        ([("a.conf", b"x" * 5000)], "", "too large"),
        ([(f"{n}.conf", b"x") for n in range(5)], "", "Too many files"),
    ],
    ids=["nothing", "empty", "binary", "zip", "large", "many"],
)
def test_each_mistake_has_a_sentence_and_nothing_typed_is_lost(
    owner: Client, settings, files, text, sentence
) -> None:
    settings.LIMIT_FILE_BYTES, settings.LIMIT_FILES = 4000, 4
    uploads = [SimpleUploadedFile(name, data) for name, data in files]
    answer = owner.post(
        "/", {"cluster": "my cluster", "text": text, "name": "lb9/keepalived.conf", "files": uploads}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert 'value="my cluster"' in page and 'value="lb9/keepalived.conf"' in page
    assert not Review.objects.exists()


def test_folders_of_chosen_files_are_kept(owner: Client) -> None:
    files = [
        SimpleUploadedFile("keepalived.conf", TRAP.encode()),
        SimpleUploadedFile("sysctl.txt", b"net.ipv4.ip_forward = 1\n"),
    ]
    owner.post(
        "/",
        {
            "cluster": "edge",
            "create_cluster": "on",
            "files": files,
            "paths": '["lb1/keepalived.conf", "rs1/sysctl.txt"]',
        },
    )
    assert [file.path for file in Review.objects.get().revision.files.all()] == [
        "lb1/keepalived.conf",
        "rs1/sysctl.txt",
    ]


def test_without_signing_in_nothing_is_stored(db: None, client: Client, settings) -> None:
    settings.ANONYMOUS_CHECKS = True
    page = client.post("/", {"text": TRAP}).content.decode()
    assert "LVS001" in page and "S3cr3tPw" not in page
    assert not Review.objects.exists()
    settings.ANONYMOUS_CHECKS = False
    assert client.post("/", {"text": TRAP}).status_code == 302


def test_the_report_stands_in_the_definition(house: House, owner: Client) -> None:
    page = owner.get(f"/reviews/{house.review().pk}/").content.decode()
    assert 'id="lb1/keepalived.conf:16"' in page
    assert page.index('id="lb1/keepalived.conf:16"') < page.index('class="note f-violated"')
    assert "&lt;script&gt;alert(1)" in page or "alert(1)" not in page
    assert "<script>alert(1)" not in page
    assert "S3cr3tPw" not in page
    assert 'href="/kb/LVS001/"' in page


def test_folded_lines_can_be_had(house: House, owner: Client) -> None:
    review = house.review()
    page = owner.get(f"/reviews/{review.pk}/lines/?file=lb1/keepalived.conf&first=1&last=3").content.decode()
    assert page.count('class="line') == 3
    assert owner.get(f"/reviews/{review.pk}/lines/?file=nothing&first=1&last=3").status_code == 404


def test_five_thousand_findings_stay_quick_and_bounded(house: House, owner: Client) -> None:
    text = "".join(
        f"virtual_server 10.{n // 250}.{n % 250}.1 80 {{\n lb_kind DR\n protocol TCP\n real_server 10.{n // 250}.{n % 250}.2 81 {{\n }}\n}}\n"
        for n in range(5000)
    )
    page = owner.get(f"/reviews/{house.review(text).pk}/").content
    assert len(page) < 900_000
    assert "×5000".encode() in page


def test_progress_asks_again_with_longer_pauses(house: House, owner: Client) -> None:
    review = house.ask()
    first = owner.get(f"/reviews/{review.pk}/status/?looks=0").content.decode()
    later = owner.get(f"/reviews/{review.pk}/status/?looks=9").content.decode()
    pause = [float(re.search(r"delay:([\d.]+)s", page)[1]) for page in (first, later)]
    assert pause[0] < 1 < pause[1]
    house.review()
    assert owner.get(f"/reviews/{review.pk}/status/")["HX-Refresh"] == "true"


def test_a_failed_review_says_why(house: House, owner: Client, settings) -> None:
    review = house.ask()
    settings.REVIEW_SECONDS = 0
    assert house.run_next()
    review.refresh_from_db()
    assert review.status == "failed"
    assert "longer than 0 seconds" in owner.get(f"/reviews/{review.pk}/").content.decode()
    assert (
        "已停止" in owner.get(f"/reviews/{review.pk}/", headers={"accept-language": "zh-hans"}).content.decode()
    )


def test_a_review_that_needs_too_much_memory_fails_alone(house: House, settings) -> None:
    review = house.ask(TRAP + "x 1\n" * 400_000)
    settings.REVIEW_MEMORY_BYTES = 30 << 20
    assert house.run_next()
    review.refresh_from_db()
    assert review.status == "failed"
    settings.REVIEW_MEMORY_BYTES = 1 << 30
    assert house.review().status == "done"


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/collect.sh"])
def test_what_programs_fetch(db: None, client: Client, path: str) -> None:
    assert client.get(path).status_code == 200


def test_the_content_security_policy_is_strict(db: None, client: Client) -> None:
    policy = client.get("/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_the_language_is_the_persons_choice(house: House, client: Client) -> None:
    assert 'lang="zh-Hans"' in client.get("/", headers={"accept-language": "zh-CN,zh;q=0.9"}).content.decode()
    client.post("/language/", {"language": "zh-hans", "next": "/"})
    assert 'lang="zh-Hans"' in client.get("/").content.decode()
