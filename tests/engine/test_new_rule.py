"""``lvsportal rules new``: the folder it lays out is a rule whose examples fail until they are made to hold."""

import importlib.util
import sys
from pathlib import Path

import pytest

from lvsportal.cli.main import main
from lvsportal.cli.new_rule import lay_out
from lvsportal.engine.analysis import Analysis
from lvsportal.engine.readers.assemble import read_bundle
from lvsportal.engine.rules import __path__ as PACKAGE
from lvsportal.engine.rules.catalogue import folders
from lvsportal.engine.rules.collect import collect
from lvsportal.engine.source.bundle import from_paths


def test_the_folder_is_a_rule_and_both_its_examples_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(lay_out(str(tmp_path), "LVS199", "A trap: nobody's yet"))
    assert folder.name == "LVS199_a_trap_nobody_s_yet"
    monkeypatch.setattr("lvsportal.engine.rules.__path__", [*PACKAGE, str(tmp_path)])
    rule = importlib.import_module(f"lvsportal.engine.rules.{folder.name}.rule").RULE
    assert (rule.id, rule.title.en) == ("LVS199", "A trap: nobody's yet")
    for example in (folder / "examples").iterdir():
        analysis = Analysis(read_bundle(from_paths([str(example)])).cluster)
        verdicts = {group.cause.verdict for group in collect(rule, rule.check(analysis))}
        assert example.name.partition("-")[0] not in verdicts
    for name in [name for name in sys.modules if "LVS199" in name]:
        monkeypatch.delitem(sys.modules, name)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["new", "LVS001", "again"], "LVS001 is taken"),
        (["new", "LVS19", "short"], "no rule number"),
        (["new", "LVS199"], "rules new NUMBER"),
        (["old", "LVS199", "x"], "rules new NUMBER"),
        (["new", "LVS199", "没有英文"], "title is in English"),
    ],
)
def test_a_wrong_call_says_why(words: list[str], why: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", *words]) == 2
    assert why in capsys.readouterr().err


@pytest.mark.parametrize("rule", folders())
def test_nothing_of_the_template_is_left_in_a_rule(rule: str) -> None:
    for path in Path(folders()[rule]).rglob("*"):
        if path.suffix in (".py", ".md", ".conf"):
            assert "TODO" not in path.read_text(), path
