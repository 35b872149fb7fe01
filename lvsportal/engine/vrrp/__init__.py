"""VRRP, simulated: from the configurations and evidence of all nodes and a set of failures, who is master of what.

The modules follow a node's daemon from its file to its election, as keepalived 2.2 does (``vrrp/vrrp.c``,
``vrrp/vrrp_scheduler.c``, ``vrrp/vrrp_sync.c``, ``vrrp/vrrp_track.c``; RFC 3768, RFC 5798):

- ``router``: what the daemon makes of an instance (defaults, repairs), and the problems that keep it from running
- ``tracking``: weights, faults, sync groups
- ``path``: whether an advertisement gets from node to node; ``hearing``: whether it is accepted there
- ``election``: the machine of timers and states; ``events``: what can fail
- ``simulation``: the states of a cluster; ``timeline``: a fail-over told in words
"""
