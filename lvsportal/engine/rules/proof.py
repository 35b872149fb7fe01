"""The shortest walk that shows a finding."""

from lvsportal.engine.model.address import Address, parse_address
from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.rules.base import Rule, Subject
from lvsportal.engine.walk.circle import traffic_of
from lvsportal.engine.walk.simulate import Question, walk
from lvsportal.engine.walk.trace import Branch

# A client from outside: a documentation network (RFC 5737, RFC 3849).
_CLIENTS = {4: "198.51.100.7", 6: "2001:db8:ffff::7"}


def shown_by(cluster: Cluster, rule: Rule, subject: Subject) -> Branch | None:
    """The shortest walk, with the fewest suppositions, that ends as the rule says; None where there is no such walk."""
    if rule.shows is None:
        return None
    traffic = traffic_of(subject.director, subject.service)
    client = outside(subject.service.family)
    if traffic is None:
        return None
    vip, protocol, port = traffic
    question = Question(client, vip, port, protocol, subject.director.name, subject.real)
    fitting = [branch for branch in walk(cluster, question) if rule.shows(branch, subject, cluster)]
    return min(fitting, key=lambda branch: (len(branch.needs), len(branch.walk.hops)), default=None)


def outside(family: int) -> Address:
    """A client that no node of the definition is."""
    found = parse_address(_CLIENTS[family])
    if found is None:
        raise AssertionError(family)
    return found
