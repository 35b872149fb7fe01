"""The definition that is one click away on an empty page: two traps, and doubts that evidence would settle."""

SAMPLE = """\
! Two directors; this is the master's file.
global_defs {
    router_id lb1
}

vrrp_instance VI_1 {
    state BACKUP
    nopreempt
    interface eth0
    virtual_router_id 51
    priority 150
    unicast_src_ip 10.20.0.11
    unicast_peer {
        10.20.0.12
    }
    virtual_ipaddress {
        10.20.0.100/24 dev eth0
    }
}

virtual_server 10.20.0.100 443 {
    delay_loop 6
    lvs_sched wrr
    lvs_method DR
    protocol TCP

    real_server 10.20.0.31 8443 {
        weight 1
        TCP_CHECK {
            connect_timeout 3
        }
    }
    real_server 10.20.0.12 443 {
        weight 1
        TCP_CHECK {
            connect_timeout 3
        }
    }
}
"""
