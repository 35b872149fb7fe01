"""Which text speaks for which end of a walk: every reason has one."""

from lvsportal.engine.model.terms import Reason
from lvsportal.engine.rules.causes import Cause
from lvsportal.engine.rules.LVS008_clients_not_served import texts

CAUSES: dict[Reason, Cause] = {
    Reason.ARP_UNANSWERED: texts.arp_unanswered,
    Reason.FORWARDING_LOOP: texts.circle,
    Reason.FILTER_FORWARD: texts.filter_forward,
    Reason.FILTER_INPUT: texts.filter_input,
    Reason.FILTER_OUTPUT: texts.filter_output,
    Reason.FILTER_POSTROUTING: texts.filter_postrouting,
    Reason.FILTER_PREROUTING: texts.filter_prerouting,
    Reason.GATEWAY: texts.gateway,
    Reason.MARTIAN: texts.martian,
    Reason.NO_DESTINATION: texts.no_destination,
    Reason.NO_DIRECTOR: texts.no_director,
    Reason.NO_FORWARDING: texts.no_forwarding,
    Reason.NO_LISTENER: texts.no_listener,
    Reason.NO_ROUTE: texts.no_route,
    Reason.NO_ROUTE_BACK: texts.no_route_back,
    Reason.NO_TUNNEL_DEVICE: texts.no_tunnel_device,
    Reason.NOT_BALANCED: texts.not_balanced,
    Reason.REPLY_ASTRAY: texts.reply_astray,
    Reason.REPLY_BYPASSES: texts.reply_bypasses,
    Reason.REPLY_STAYS: texts.reply_stays,
    Reason.RP_FILTER: texts.rp_filter,
    Reason.TOO_LONG: texts.too_long,
    Reason.VIP_NOT_LOCAL: texts.vip_not_local,
    Reason.WRONG_SOURCE: texts.wrong_source,
}
