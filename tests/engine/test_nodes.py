"""Which files make which nodes: left-overs, flat uploads, states of a node, files that are no evidence."""

import pytest

from lvsportal.engine.readers.assemble import Reading, read_bundle
from lvsportal.engine.source.bundle import from_files
from lvsportal.engine.source.source import RefusedInput

SERVICE = "virtual_server 10.0.0.1 80 {\n lvs_method DR\n lvs_sched rr\n protocol TCP\n real_server 10.0.0.2 80 {\n }\n}\n"
DIRECTOR = (
    "global_defs {\n router_id %s\n}\nvrrp_instance V {\n interface eth0\n virtual_router_id 5\n%s}\n" + SERVICE
)


def reading(**files: str) -> Reading:
    return read_bundle(from_files([(path, text.encode()) for path, text in files.items()], strict=False))


def names(found: Reading) -> list[str]:
    return [node.name for node in found.cluster.nodes]


def told(found: Reading, path: str) -> list[str]:
    return [one.code for one in found.diagnostics if one.path == path]


@pytest.mark.parametrize(
    "other",
    ["keepalived.conf.bak", "keepalived.conf.20230102", "keepalived.conf.rpmsave", "keepalived.conf~", "keepalived-2023-01-02.conf",
     "keepalived.conf.old", "keepalived (copy).conf", "conf.d/unused.conf", "keepalived-test.conf"],
)  # fmt: skip
def test_a_configuration_that_nothing_includes_is_a_left_over_and_no_node(other: str) -> None:
    found = reading(**{"lb1/keepalived.conf": DIRECTOR % ("a", ""), f"lb1/{other}": SERVICE})
    assert names(found) == ["lb1"]
    assert told(found, f"lb1/{other}") == ["left_over"]


def test_a_copy_alone_is_read_and_an_included_fragment_is_part_of_its_node() -> None:
    assert names(reading(**{"lb1/keepalived.conf.bak": SERVICE})) == ["lb1"]
    text = DIRECTOR % ("a", "") + "include conf.d/*.conf\n"
    fragment = SERVICE.replace("10.0.0.1", "10.0.0.9")
    found = reading(**{"lb1/keepalived.conf": text, "lb1/conf.d/web.conf": fragment})
    assert [service.name for service in found.cluster.nodes[0].services] == [
        "10.0.0.1:80/tcp",
        "10.0.0.9:80/tcp",
    ]


def test_two_files_of_one_router_id_are_two_nodes_called_by_their_files() -> None:
    files = {
        "keepalived-master.conf": DIRECTOR % ("LVS_DEVEL", ""),
        "keepalived-backup.conf": DIRECTOR % ("LVS_DEVEL", ""),
    }
    for folder in ("", "in/"):
        found = reading(**{folder + name: text for name, text in files.items()})
        assert names(found) == ["keepalived-backup", "keepalived-master"]
        assert told(found, folder + "keepalived-master.conf") == ["same_router_id"]


def test_a_folder_whose_name_says_nothing_names_no_node() -> None:
    assert names(reading(**{"in/keepalived.conf": DIRECTOR % ("edge-1", "")})) == ["edge-1"]
    assert names(
        reading(**{"tmp/lvs.cf": "serial_no = 1\nvirtual web {\n address = 10.0.0.1 eth0:1\n port = 80\n}\n"})
    ) == ["lvs"]


def test_what_was_taken_in_a_state_is_kept_for_that_state() -> None:
    found = reading(**{"lb1/keepalived.conf": DIRECTOR % ("a", ""), "lb1/backup/ipvsadm-save.txt": ""})
    (node,) = found.cluster.nodes
    assert node.live is None
    assert node.in_role["backup"].live == ()


def test_folders_called_master_and_backup_with_configurations_are_nodes() -> None:
    found = reading(**{f"web/{role}/keepalived.conf": DIRECTOR % (role, "") for role in ("master", "backup")})
    assert names(found) == ["backup", "master"]


def test_a_version_file_is_no_configuration_and_hides_no_evidence() -> None:
    found = reading(**{
        "lb1/keepalived.conf": DIRECTOR % ("a", ""), "lb1/keepalived-version.txt": "Keepalived v2.2.7 (01/16,2022)\n",
        "lb1/sysctl.txt": "net.ipv4.ip_forward = 1\n", "lb1/os-release.txt": "ID=debian\nVERSION_ID=\"11\"\n",
    })  # fmt: skip
    (node,) = found.cluster.nodes
    assert (node.keepalived_version, node.number("net.ipv4.ip_forward")) == ((2, 2, 7), 1)


@pytest.mark.parametrize(
    ("files", "version"),
    [
        ({"lb1/os-release.txt": 'ID=debian\nVERSION_ID="11"\n'}, (2, 1, 5)),
        ({"lb1/os-release.txt": 'ID="rocky"\nVERSION_ID="9.3"\n'}, (2, 2, 8)),
        ({"lb1/etc/redhat-release": "CentOS Linux release 7.9.2009 (Core)\n"}, (1, 3, 5)),
    ],
)
def test_the_distribution_says_which_keepalived_it_ships(
    files: dict[str, str], version: tuple[int, ...]
) -> None:
    found = reading(**{"lb1/keepalived.conf": DIRECTOR % ("a", ""), **files})
    assert found.cluster.nodes[0].keepalived_version == version


@pytest.mark.parametrize(
    ("path", "text", "code", "names_it"),
    [
        ("lb1/notify.sh", "#!/bin/sh\niptables -t mangle -F\n", "named_script", "notify_backup"),
        ("lb1/check.sh", "#!/bin/sh\nexit 0\n", "named_script", "vrrp_script"),
        ("lb1/direct.xml", "<?xml version='1.0'?>\n<direct>\n</direct>\n", "known_file", "iptables-save"),
        ("lb1/crontab", "*/5 * * * * root /usr/bin/thing\n", "known_file", "crontab"),
        ("lb1/sysctl.conf", "net.ipv4.ip_forward = 1\n", "sysctl_conf", "sysctl -a"),
        ("lb1/notes", "to do: buy milk\n", "kind", "can't be told"),
    ],
)
def test_a_file_that_is_no_evidence_is_told_with_what_would_show_it(
    path: str, text: str, code: str, names_it: str
) -> None:
    written = DIRECTOR % ("a", ' notify_backup "/etc/keepalived/notify.sh backup"\n')
    written += "vrrp_script c {\n script /etc/keepalived/check.sh\n}\n"
    found = reading(**{"lb1/keepalived.conf": written, path: text})
    (remark,) = [one for one in found.diagnostics if one.path == path]
    assert remark.code == code
    assert names_it in remark.message.en
    assert len(found.cluster.nodes) == 1


def test_text_that_is_no_definition_is_refused_with_a_sentence() -> None:
    with pytest.raises(RefusedInput, match="no line begins with a keyword"):
        reading(**{"keepalived.conf": "Dear all,\nplease find attached our balancer.\n"})
