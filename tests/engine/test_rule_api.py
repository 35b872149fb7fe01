"""What a rule's author can't get wrong: causes, names and keywords fail when they are written or when a finding is made."""

import ast
import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lvsportal.engine.model.address import parse_address
from lvsportal.engine.model.node import Need, Node
from lvsportal.engine.model.services import RealServer, Service
from lvsportal.engine.model.terms import Severity, Verdict
from lvsportal.engine.rules import subjects
from lvsportal.engine.rules.base import Command, Edit, Finding, Fix, Rule
from lvsportal.engine.rules.catalogue import folders, rules
from lvsportal.engine.rules.causes import Cause, safe, violated
from lvsportal.engine.rules.collect import SHOWN, collect
from lvsportal.engine.rules.LVS001_port_differs import texts
from lvsportal.engine.rules.subjects import OfRealServer, OfRealServers, Subject
from lvsportal.engine.source.language import EMPTY
from lvsportal.engine.source.source import Source, Span

AT = Span(Source("lb1/keepalived.conf", "x\n" * 100), 1, 1, 2)
LB1 = Node("lb1")


def service(reals: int) -> Service:
    vip = parse_address("10.0.0.1")
    servers = tuple(
        RealServer(parse_address(f"10.0.1.{number + 1}"), 80, 1, "DR", AT._replace(line=number + 1), AT)  # type: ignore[arg-type]
        for number in range(reals)
    )
    return Service(vip, 0, 80, "TCP", "rr", "DR", servers, 0, "written", AT)


def one() -> OfRealServer:
    found = service(1)
    return OfRealServer(LB1, found, found.real_servers[0])


def rule_of(*found: Finding) -> Rule:
    return Rule("LVS001", Severity.ERROR, texts, lambda analysis: iter(found))


# -- mistakes --------------------------------------------------------------------------------------------------


def test_a_misspelt_cause_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError):
        texts.diffres  # type: ignore[attr-defined] # noqa: B018


def test_mypy_finds_a_misspelt_cause_and_a_wrong_keyword(tmp_path: Path) -> None:
    mistake = tmp_path / "mistake.py"
    mistake.write_text(
        "from lvsportal.engine.rules.base import Finding\n"
        "from lvsportal.engine.rules.LVS001_port_differs import texts\n"
        "from lvsportal.engine.rules.subjects import OfRealServer\n"
        "def check(subject: OfRealServer) -> None:\n"
        "    Finding(texts.diffres(written=1, port=2), subject)\n"
        "    Finding(texts.same_port, subject, neds=())\n"
    )
    found = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", ".mypy_cache", str(mistake)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert 'Module has no attribute "diffres"' in found.stdout
    assert 'Unexpected keyword argument "neds"' in found.stdout


def test_a_name_that_the_text_uses_and_nobody_gives_is_an_error() -> None:
    with pytest.raises(TypeError, match="port is missing"):
        Finding(texts.differs(written=8080), one())
    with pytest.raises(TypeError, match="written is missing"):
        Finding(texts.every_port, one())


def test_a_name_that_no_text_uses_is_an_error() -> None:
    with pytest.raises(TypeError, match="prot is no name of its text"):
        Finding(texts.differs(written=8080, port=80, prot=80), one())
    with pytest.raises(TypeError, match="director is no name"):
        Finding(texts.same_port(director="lb2"), one())


def test_a_name_that_only_one_language_uses_is_wanted_all_the_same() -> None:
    uneven = violated("{real} is asked on port 80.", "{real} 的 {port} 端口被访问。")
    with pytest.raises(TypeError, match="port is missing"):
        Finding(uneven, one())


def test_a_wrong_keyword_is_an_error() -> None:
    with pytest.raises(TypeError, match="neds"):
        Finding(texts.same_port, one(), neds=())  # type: ignore[call-arg]


def test_a_text_about_a_real_server_needs_a_subject_that_has_one() -> None:
    with pytest.raises(TypeError, match="real is missing"):
        Finding(texts.same_port, Subject(LB1))


# -- counting and merging --------------------------------------------------------------------------------------


def test_subjects_are_counted_and_the_first_are_named() -> None:
    many = service(90)
    found = Finding(texts.same_port, OfRealServers(LB1, many, many.real_servers))
    (group,) = collect(rule_of(found, found), [found, found])
    assert group.count == 180
    assert [subject.identity()[3] for subject in group.subjects] == [f"10.0.1.{n}" for n in range(1, SHOWN + 1)]
    (everything,) = collect(rule_of(), [found], keep_all=True)
    assert len(everything.subjects) == 90


def test_a_violated_cause_names_all_its_subjects() -> None:
    many = service(90)
    found = (
        Finding(texts.differs(written=81, port=80), OfRealServer(LB1, many, real)) for real in many.real_servers
    )
    (group,) = collect(rule_of(), found)
    assert group.count == len(group.subjects) == 90


def test_needs_are_asked_for_the_named_subjects_only_and_merged() -> None:
    asked = []

    def needs(subject: Subject) -> list[Need]:
        asked.append(subject)
        return [Need("lb1", "sysctl.txt"), Need(f"rs{len(asked) % 2}", "ss.txt")]

    many = service(90)
    (group,) = collect(
        rule_of(), [Finding(texts.same_port, OfRealServers(LB1, many, many.real_servers), needs=needs)]
    )
    assert len(asked) == SHOWN
    assert list(group.needs) == [Need("lb1", "sysctl.txt"), Need("rs1", "ss.txt"), Need("rs0", "ss.txt")]


def test_edits_and_commands_of_several_fixes_are_kept_once() -> None:
    fix = Fix(EMPTY, (Edit(AT, "80"),), (Command("lb1", "true"),))
    found = [Finding(texts.differs(written=81, port=80), one(), fix=fix) for _ in range(3)]
    (group,) = collect(rule_of(), found)
    assert list(group.edits) == [Edit(AT, "80")]
    assert list(group.commands.values()) == [Command("lb1", "true")]


def test_causes_come_apart_and_keep_their_severity() -> None:
    found = [Finding(texts.same_port, one()), Finding(texts.every_port(written=81), one())]
    assert [group.cause.verdict for group in collect(rule_of(), found)] == [Verdict.SAFE, Verdict.VIOLATED]
    assert {group.severity for group in collect(rule_of(), found)} == {Severity.ERROR}


def test_a_renamed_cause_keeps_its_id() -> None:
    renamed = safe("all is well", "一切正常", id="old_name")
    renamed.name = "new_name"
    assert renamed.key == "old_name"


# -- all rules -------------------------------------------------------------------------------------------------

GIVEN = [kind.gives for kind in vars(subjects).values() if isinstance(kind, type) and issubclass(kind, Subject)]


def uses(folder: str) -> Iterator[tuple[str, frozenset[str], str]]:
    """(cause, names given, place) of every use of a cause in the rule's own modules."""
    for path in sorted(Path(folder).glob("*.py")):
        tree = ast.parse(path.read_text())
        called = {id(node.func): node for node in ast.walk(tree) if isinstance(node, ast.Call)}
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.value.id == "texts"
            ):
                call = called.get(id(node))
                spread = call is not None and any(keyword.arg is None for keyword in call.keywords)
                given = frozenset(keyword.arg or "" for keyword in call.keywords) if call else frozenset()
                yield node.attr, frozenset("*") if spread else given, f"{path.name}:{node.lineno}"


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_every_cause_is_used_with_the_names_of_its_text(rule: Rule) -> None:
    folder = folders()[rule.id]
    module = importlib.import_module(f"lvsportal.engine.rules.{Path(folder).name}.texts")
    used = set()
    for name, given, place in uses(folder):
        cause = getattr(module, name)
        if not isinstance(cause, Cause):
            continue
        used.add(name)
        if given != {"*"}:
            assert any(cause.wanted - gives == given for gives in GIVEN), (place, name, cause.wanted, given)
    assert used == set(rule.causes), "causes that the rule never comes to"


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_both_languages_of_a_cause_say_something(rule: Rule) -> None:
    for cause in rule.causes.values():
        assert cause.text.en.strip() and cause.text.zh.strip(), cause.name
        assert cause.text.en != cause.text.zh, cause.name
