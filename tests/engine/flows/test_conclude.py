"""From branches to one conclusion (flows.md, "Conclusion")."""

import pytest

from lvsportal.engine.flows.conclude import conclude
from lvsportal.engine.model.node import Need
from lvsportal.engine.model.terms import Conclusion
from lvsportal.engine.walk.choosing import Choice
from lvsportal.engine.walk.trace import Branch, Walk

SOCKETS = (Need("rs2", "ss.txt"),)
RULES = (Need("rs1", "iptables-save.txt"),)


def real(name: str) -> Choice:
    return Choice("real_server", "lb1", name)


def fact(value: str, needs: tuple[Need, ...] = SOCKETS) -> Choice:
    return Choice("fact", "rs2", value, needs)


def branch(outcome: str, by: str, *choices: Choice, reason: str = "", assumed: tuple[Need, ...] = ()) -> Branch:
    return Branch(choices, Walk(outcome, by, reason, (), assumed=assumed))


GOOD = branch("answered", "rs1", real("rs1"))
BAD = branch("lost", "rs2", real("rs2"), reason="vip_not_local")
LISTENS = branch("answered", "rs2", real("rs2"), fact("listens"))
DEAF = branch("refused", "rs2", real("rs2"), fact("does not"), reason="no_listener")


@pytest.mark.parametrize(
    ("found", "says"),
    [
        ([GOOD], Conclusion.SERVED),
        ([GOOD, BAD], Conclusion.PARTLY),
        ([BAD], Conclusion.LOST),
        ([LISTENS, DEAF], Conclusion.UNKNOWN),
        ([GOOD, LISTENS, DEAF], Conclusion.UNKNOWN),
        ([branch("answered", "lb1", reason="not_balanced")], Conclusion.LOST),
        ([branch("undecided", "")], Conclusion.UNKNOWN),
        ([branch("answered", "rs1", assumed=RULES)], Conclusion.UNKNOWN),
        ([branch("lost", "rs1", reason="martian", assumed=RULES)], Conclusion.LOST),
    ],
)
def test_what_branches_say_together(found: list[Branch], says: Conclusion) -> None:
    assert conclude(found).value is says


def test_a_fact_that_changes_nothing_is_not_asked_for() -> None:
    either = [
        branch("lost", "rs1", fact("drops"), reason="filter_input"),
        branch("lost", "rs1", fact("passes"), reason="martian"),
    ]
    assert conclude(either).value is Conclusion.LOST
    assert not conclude(either).needs


def test_a_failure_for_certain_beside_one_that_may_be_answered_is_partly_and_names_the_fact() -> None:
    bad = branch("lost", "rs1", real("rs1"), reason="vip_not_local")
    concluded = conclude([bad, LISTENS, DEAF])
    assert concluded.value is Conclusion.PARTLY
    assert concluded.needs == SOCKETS
    assert (concluded.by, concluded.reason) == (("rs1",), "vip_not_local")


def test_something_that_may_never_come_makes_nothing_partly() -> None:
    perhaps = branch("refused", "rs2", Choice("arp", "client", "rs2", SOCKETS), reason="no_listener")
    sure = branch("answered", "rs1", Choice("arp", "client", "lb1"))
    assert conclude([sure, perhaps]).value is Conclusion.UNKNOWN


def test_each_end_has_its_shortest_walk() -> None:
    other = branch("refused", "rs3", real("rs3"), reason="no_listener")
    assert {one.walk.by for one in conclude([GOOD, BAD, other]).failures} == {"rs2", "rs3"}
