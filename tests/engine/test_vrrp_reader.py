"""What the model holds of VRRP and of health checks, from keepalived.conf, ldirectord.cf and cluster.yaml."""

from lvsportal.engine.model.health import CheckKind
from lvsportal.engine.model.services import Configuration
from lvsportal.engine.readers.assemble import read_bundle
from lvsportal.engine.source.bundle import from_files

KEEPALIVED = """\
global_defs {
    vrrp_strict
    default_interface eth9
    vrrp_garp_master_delay 7
    enable_script_security
}
vrrp_script web {
    script "/usr/bin/curl -sf http://127.0.0.1/"
    interval 2
    timeout 1.5
    fall 3
    weight -300
}
vrrp_sync_group both {
    group { outside
        inside }
    track_interface { eth2 weight 5 }
}
vrrp_instance outside {
    state BACKUP
    interface eth0
    virtual_router_id 51
    priority 100
    priority 120
    version 3
    advert_int 0.3
    nopreempt
    authentication { auth_type PASS
        auth_pass secret }
    unicast_src_ip 10.0.0.11
    unicast_peer { 10.0.0.12 min_ttl 250 max_ttl 255
        10.0.0.13 }
    virtual_ipaddress { 10.0.0.100/24
        10.0.0.101/24 dev eth1 no_track }
    virtual_ipaddress { 10.0.0.102 }
    virtual_ipaddress_excluded { 10.0.0.103 }
    virtual_routes { default via 10.0.0.254 }
    track_script { web weight -20 reverse }
    strict_mode off
    notify_master "/bin/up now"
}
vrrp_instance inside {
    virtual_router_id 52
    unicast_peer { fd00::2 }
    virtual_ipaddress { 10.1.0.100 }
}
vrrp_instance inside {
    virtual_router_id 53
}
virtual_server 10.0.0.100 80 {
    delay_loop 6
    lvs_method DR
    protocol TCP
    quorum 2
    hysteresis 5
    sorry_server 10.0.0.200 80
    real_server 10.0.0.21 80 {
        HTTP_GET {
            url { path /health
                status_code 200 }
            connect_timeout 3
            connect_port 8080
        }
    }
    real_server 10.0.0.22 80 {
        inhibit_on_failure
        delay_loop 9
        TCP_CHECK { connect_ip 10.9.0.1 }
        MISC_CHECK { misc_path "/bin/true" }
    }
    real_server 10.0.0.23 80 { }
}
"""


def configuration(name: str, text: str) -> Configuration:
    cluster = read_bundle(from_files([(name, text.encode())])).cluster
    found = cluster.nodes[0].configuration
    assert found is not None
    return found


def test_an_instance_is_read_whole() -> None:
    outside = configuration("lb1/keepalived.conf", KEEPALIVED).instances[0]
    assert (outside.virtual_router_id, outside.priority, outside.version) == (51, 120, 3)
    assert (outside.advert_int, outside.nopreempt, outside.strict) == (0.3, True, False)
    assert [str(one.address) for one in outside.virtual_addresses] == [
        "10.0.0.100",
        "10.0.0.101",
        "10.0.0.102",
    ]
    assert [(one.interface, one.no_track) for one in outside.addresses][1:] == [
        ("eth1", True),
        ("eth0", False),
        ("eth0", False),
    ]
    assert [(str(peer.address), peer.min_ttl, peer.max_ttl) for peer in outside.peers] == [
        ("10.0.0.12", 250, 255),
        ("10.0.0.13", None, None),
    ]
    assert outside.authentication is not None and outside.authentication.password == "secret"
    (tracked,) = outside.tracking.scripts
    assert (tracked.name, tracked.weight, tracked.reverse) == ("web", -20, True)
    assert [(one.event, one.command) for one in outside.notify] == [("notify_master", "/bin/up now")]
    assert outside.place("priority").line == 24 and outside.place("garp_master_delay") == outside.at


def test_defaults_groups_and_scripts() -> None:
    vrrp = configuration("lb1/keepalived.conf", KEEPALIVED).vrrp
    assert vrrp.defaults.strict and vrrp.defaults.enable_script_security
    assert vrrp.defaults.garp.master_delay == 7
    (group,) = vrrp.groups
    assert [member.name for member in group.members] == ["outside", "inside"]
    assert group.tracking.interfaces[0].weight == 5
    (script,) = vrrp.scripts
    assert (script.interval, script.timeout, script.fall, script.weight) == (2, 1.5, 3, -253)


def test_a_second_instance_of_one_name_is_dropped_and_peers_set_the_family() -> None:
    outside, inside = configuration("lb1/keepalived.conf", KEEPALIVED).instances
    assert (inside.virtual_router_id, inside.interface) == (52, "eth9")
    assert (outside.family_first, inside.family_first) == (4, 6)


def test_health_checks_of_keepalived() -> None:
    (service,) = configuration("lb1/keepalived.conf", KEEPALIVED).services
    assert (service.quorum.quorum, service.quorum.hysteresis, service.quorum.interval) == (2, 1, 6)
    web, two, none = service.real_servers
    (check,) = web.checks
    assert (check.kind, check.target, check.port, check.timeout) == (CheckKind.HTTP, "/health", 8080, 3)
    assert [one.kind for one in two.checks] == [CheckKind.TCP, CheckKind.EXTERNAL] and two.inhibit
    assert str(two.checks[0].address) == "10.9.0.1" and two.checks[0].interval == 9
    assert web.checks[0].interval == 6 and not web.inhibit
    assert none.checks == ()


LDIRECTORD = """\
checktimeout = 3
quiescent = no
virtual = 10.0.0.100:80
    real = 10.0.0.21:80 gate
    real = 10.0.0.22:80 gate
    fallback = 127.0.0.1:80
    checktype = negotiate
    service = http
    request = "health.html"
    checkport = 8080
virtual = 10.0.0.100:3306
    real = 10.0.0.23:3306 masq
    checktype = off
"""


def test_health_checks_of_ldirectord() -> None:
    web, sql = configuration("lb1/ldirectord.cf", LDIRECTORD).services
    (check,) = web.real_servers[1].checks
    assert (check.kind, check.port, check.target, check.timeout) == (CheckKind.HTTP, 8080, "health.html", 3)
    assert not web.quorum.inhibit and web.sorry_server is not None
    assert sql.real_servers[0].checks[0].kind is CheckKind.NEVER


NATIVE = """\
nodes:
  lb1:
    services:
      - vip: 10.0.0.100
        port: 80
        quorum: 2
        check: {kind: http, path: /health, interval: 5}
        sorry_server: {address: 10.0.0.9}
        real_servers:
          - {address: 10.0.0.21}
          - {address: 10.0.0.22, check: {kind: ping}}
          - {address: 10.0.0.23, check: {kind: nonsense}}
"""


def test_health_checks_of_cluster_yaml() -> None:
    reading = read_bundle(from_files([("cluster.yaml", NATIVE.encode())]))
    (service,) = reading.cluster.nodes[0].services
    assert service.quorum.quorum == 2 and service.sorry_server is not None
    kinds = [real.checks[0].kind for real in service.real_servers]
    assert kinds == [CheckKind.HTTP, CheckKind.PING, CheckKind.HTTP]
    assert [told.line for told in reading.diagnostics] == [12]
