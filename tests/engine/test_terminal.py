"""Nothing of a definition steers the terminal that its report is printed on."""

import sys
from pathlib import Path

import pytest

from lvsportal.cli.io import plain
from lvsportal.cli.main import main

ESCAPES = "\x1b]0;evil\x07\x1b[2J\x9b31m\u202e"
TEXT = f"""vrrp_instance V{ESCAPES} {{
    interface eth{ESCAPES}0
    bogus{ESCAPES} x
}}
virtual_server 10.0.0.1 80 {{
    lb_kind DR
    real_server 10.0.0.2 8080 {{
        weight 1
    }}
}}
"""


@pytest.mark.parametrize(
    "command",
    [
        ["check"], ["check", "--format", "markdown"], ["check", "--format", "json"], ["check", "--format", "sarif"],
        ["flows"], ["init"], ["fix", "--diff"], ["walk", "--from", "192.0.2.1", "--to", "10.0.0.1:80"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_no_command_prints_what_a_terminal_obeys(
    tmp_path: Path,
    command: list[str],
    capfdbinary: pytest.CaptureFixture[bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path / "lb1"
    folder.mkdir()
    (folder / "keepalived.conf").write_text(TEXT)
    monkeypatch.setattr(sys, "argv", ["lvsportal", command[0], str(tmp_path), *command[1:]])
    main([command[0], str(tmp_path), *command[1:]])
    told = capfdbinary.readouterr()
    text = (told.out + told.err).decode()
    assert text and not any(letter in text for letter in "\x1b\x07\x9b\u202e")


def test_a_name_that_is_not_there_is_told_without_its_escapes(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    assert main(["check", "/nowhere/\x1b[2J"]) == 2
    assert b"\x1b" not in capfdbinary.readouterr().err


def test_lines_and_words_stay() -> None:
    assert plain("a\tb\r\n中文 é\n") == "a\tb\r\n中文 é\n"
