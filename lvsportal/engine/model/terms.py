"""The closed sets of words that cross rooms. Each is a string too: it is its own JSON, and equal to its plain text."""

from enum import StrEnum


class Verdict(StrEnum):
    """What a rule says of a subject (contracts, section 4)."""

    VIOLATED = "violated"
    UNDECIDED = "undecided"
    MITIGATED = "mitigated"
    SAFE = "safe"
    NOT_APPLICABLE = "not_applicable"


class Severity(StrEnum):
    """What a violated rule costs: clients fail, clients fail at the next event, worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Gate(StrEnum):
    """May the change go live?"""

    PASS = "pass"  # noqa: S105 - no password
    FAIL = "fail"
    UNDECIDED = "undecided"
    NOT_APPLICABLE = "not_applicable"


class Outcome(StrEnum):
    """How a connection ends, on one branch of a walk."""

    ANSWERED = "answered"
    REFUSED = "refused"
    RESET = "reset"
    LOST = "lost"
    LOOP = "loop"
    ICMP_ERROR = "icmp_error"
    UNDECIDED = "undecided"


class Conclusion(StrEnum):
    """Of a flow in a state, over all branches: each is answered, some are, none is, or what is not shown decides."""

    SERVED = "served"
    PARTLY = "partly"
    LOST = "lost"
    UNKNOWN = "unknown"


class Method(StrEnum):
    """Forwarding methods. FNAT is Alibaba's and DPVS's: both addresses are rewritten."""

    NAT = "NAT"
    DR = "DR"
    TUN = "TUN"
    FNAT = "FNAT"


class Safety(StrEnum):
    """Whether a fix changes nothing but what it mends."""

    SAFE = "safe"
    UNSAFE = "unsafe"


class Event(StrEnum):
    """What brings a state of the cluster that is not today's."""

    NODE = "node"
    INTERFACE = "interface"
    SCRIPT = "script"
    DAEMON = "daemon"
    RETURN = "return"


class Reason(StrEnum):
    """Why a walk ends where it ends; "" where the connection is answered."""

    NONE = ""
    ADDRESS_NOT_SHOWN = "address_not_shown"
    ARP_UNANSWERED = "arp_unanswered"
    FORWARDING_LOOP = "circle"
    FILTER_FORWARD = "filter_forward"
    FILTER_INPUT = "filter_input"
    FILTER_OUTPUT = "filter_output"
    FILTER_POSTROUTING = "filter_postrouting"
    FILTER_PREROUTING = "filter_prerouting"
    GATEWAY = "gateway"
    MARTIAN = "martian"
    NO_DESTINATION = "no_destination"
    NO_DIRECTOR = "no_director"
    NO_FORWARDING = "no_forwarding"
    NO_LISTENER = "no_listener"
    NO_ROUTE = "no_route"
    NO_ROUTE_BACK = "no_route_back"
    NO_TUNNEL_DEVICE = "no_tunnel_device"
    NOT_BALANCED = "not_balanced"
    REPLY_ASTRAY = "reply_astray"
    REPLY_BYPASSES = "reply_bypasses"
    REPLY_STAYS = "reply_stays"
    RP_FILTER = "rp_filter"
    TOO_LONG = "too_long"
    VIP_NOT_LOCAL = "vip_not_local"
    WRONG_SOURCE = "wrong_source"


class Action(StrEnum):
    """What a node does with a packet, on one hop of a walk."""

    SEND = "send"
    DR = "dr"
    TUN = "tun"
    UNWRAP = "unwrap"
    NAT = "nat"
    FNAT = "fnat"
    LOCALNODE = "localnode"
    PASS_IP_VS = "pass_ip_vs"  # noqa: S105 - no password
    ANSWER = "answer"
    REPLY = "reply"
    FORWARD = "forward"
    REDIRECT = "redirect"
    NAT_BACK = "nat_back"
    RST = "rst"
    ICMP_PORT = "icmp_port"
    RESET = "reset"
    WRONG_SOURCE = "wrong_source"
    DROP = "drop"
    MARTIAN = "martian"
    RP_FILTER = "rp_filter"
    NO_TUNNEL = "no_tunnel"
    ARP_UNANSWERED = "arp_unanswered"
    REFUSE = "refuse"
    FORWARD_BACK = "forward_back"
    TTL_USED_UP = "ttl_used_up"
