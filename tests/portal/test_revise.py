"""A new revision is the last one, changed: nothing is lost that nobody left out."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.clusters.changes import UnclearName, changes_between, patched
from apps.clusters.models import Cluster, Revision
from apps.reviews.models import Review
from apps.reviews.services import run_next
from tests.conftest import TRAP, House

OTHER = TRAP.replace("10.0.0.21", "10.0.0.22")


@pytest.fixture
def owner(house: House, client: Client) -> Client:
    client.force_login(house.owner)
    return client


def put_in(owner: Client, *files: tuple[str, str]) -> Revision:
    """A first revision of a new cluster."""
    uploads = [SimpleUploadedFile(path.rsplit("/", 1)[-1], text.encode()) for path, text in files]
    names = "[" + ", ".join(f'"{path}"' for path, _ in files) + "]"
    owner.post("/", {"cluster": "edge", "create_cluster": "on", "files": uploads, "paths": names})
    return Revision.objects.get(number=1)


def paths(revision: Revision) -> list[str]:
    return [file.path for file in revision.files.all()]


def newest() -> Revision:
    return Revision.objects.order_by("-number")[0]


def run_all() -> None:
    while run_next():
        pass


def test_one_changed_file_of_two_leaves_the_other(owner: Client) -> None:
    first = put_in(owner, ("lb1/keepalived.conf", TRAP), ("lb2/keepalived.conf", OTHER))
    form = {
        "path-0": "lb1/keepalived.conf",
        "path-1": "lb2/keepalived.conf",
        "text-0": TRAP.replace("8443", "443"),
    }
    answer = owner.post(f"/clusters/{first.cluster_id}/revise/", form)
    assert answer.status_code == 302
    assert paths(newest()) == ["lb1/keepalived.conf", "lb2/keepalived.conf"]
    states = {
        change.path: (change.state, change.added, change.removed) for change in changes_between(first, newest())
    }
    assert states == {"lb1/keepalived.conf": ("changed", 1, 1), "lb2/keepalived.conf": ("same", 0, 0)}


def test_a_dropped_file_replaces_the_one_of_its_name(owner: Client) -> None:
    first = put_in(owner, ("lb1/keepalived.conf", TRAP), ("lb1/sysctl.txt", "net.ipv4.ip_forward = 0\n"))
    files = dict(patched(first, [("sysctl.txt", b"net.ipv4.ip_forward = 1\n")]))
    assert files["lb1/sysctl.txt"] == b"net.ipv4.ip_forward = 1\n" and len(files) == 2


def test_a_name_that_fits_two_files_is_asked_for(owner: Client) -> None:
    first = put_in(owner, ("lb1/keepalived.conf", TRAP), ("lb2/keepalived.conf", OTHER))
    with pytest.raises(UnclearName):
        patched(first, [("keepalived.conf", b"x")])
    upload = SimpleUploadedFile("keepalived.conf", TRAP.encode())
    page = owner.post(f"/clusters/{first.cluster_id}/revise/", {"files": [upload]})
    assert page.status_code == 422 and "could be any of" in page.content.decode()
    assert newest() == first


def test_only_what_is_said_is_left_out_and_a_new_path_names_another_node(owner: Client) -> None:
    first = put_in(owner, ("keepalived-master.conf", TRAP), ("lb2/keepalived.conf", OTHER))
    owner.post(f"/clusters/{first.cluster_id}/revise/", {"path-0": "lb1/keepalived.conf", "leave-1": "on"})
    assert paths(newest()) == ["lb1/keepalived.conf"]


def test_the_form_begins_with_the_last_files(owner: Client) -> None:
    first = put_in(owner, ("lb1/keepalived.conf", TRAP))
    page = owner.get(f"/clusters/{first.cluster_id}/revise/").content.decode()
    assert (
        'value="lb1/keepalived.conf"' in page and "virtual_server 10.0.0.100" in page and "S3cr3tPw" not in page
    )


def test_what_is_masked_once_stays_as_it_is(owner: Client) -> None:
    first = put_in(owner, ("lb1/keepalived.conf", TRAP))
    owner.post(
        f"/clusters/{first.cluster_id}/revise/", {"text-0": first.files.get().content.decode() + "\n# more\n"}
    )
    assert changes_between(first, newest())[0][1:] == ("changed", 2, 0)


def test_trying_a_fix_makes_a_revision_that_is_reviewed_and_no_longer_violated(owner: Client) -> None:
    put_in(owner, ("lb1/keepalived.conf", TRAP))
    run_all()
    review = Review.objects.get()
    finding = next(
        line.split('value="')[1].split('"')[0]
        for line in owner.get(f"/reviews/{review.pk}/").content.decode().split("<form")
        if "/try/" in line
        for line in [line.split('name="finding"')[1]]
    )
    answer = owner.post(f"/reviews/{review.pk}/try/", {"finding": finding})
    run_all()
    tried = Review.objects.exclude(pk=review.pk).get()
    assert answer["Location"] == f"/reviews/{tried.pk}/?base={review.pk}"
    assert review.summary["by_severity"]["error"] == 1 and tried.summary["by_severity"]["error"] == 0


def test_an_answer_is_a_file_of_its_node(owner: Client) -> None:
    put_in(owner, ("lb1/keepalived.conf", TRAP))
    run_all()
    review = Review.objects.get()
    owner.post(
        f"/reviews/{review.pk}/answer/",
        {"node": "10.0.0.21", "evidence": "ss.txt", "text": "tcp LISTEN 0 5 0.0.0.0:443 0.0.0.0:*"},
    )
    assert paths(newest()) == ["10.0.0.21/ss.txt", "lb1/keepalived.conf"]
    for bad in (
        {"node": "../x", "evidence": "ss.txt", "text": "x"},
        {"node": "x", "evidence": "ss.txt", "text": " "},
    ):
        owner.post(f"/reviews/{review.pk}/answer/", bad)
    assert newest().number == 2


def test_others_find_nothing_to_revise(house: House, stranger: House, client: Client) -> None:
    review = house.review()
    cluster = Cluster.objects.get()
    client.force_login(stranger.owner)
    for path in (
        f"/clusters/{cluster.pk}/revise/",
        f"/reviews/{review.pk}/try/",
        f"/reviews/{review.pk}/answer/",
    ):
        assert client.post(path, {"finding": "x", "node": "a", "evidence": "b", "text": "c"}).status_code == 404
    client.force_login(house.viewer)
    assert client.post(f"/clusters/{cluster.pk}/revise/").status_code == 404
