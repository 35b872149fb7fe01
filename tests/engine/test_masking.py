"""Secrets become stars; nothing else moves."""

import pytest

from lvsportal.engine.source.masking import mask


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        ("    auth_pass S3cr3tPw", "S3cr3tPw"),
        ('auth_pass "two words"', "two"),
        ("authentication { auth_type PASS auth_pass 1q2w3e }", "1q2w3e"),
        ("password hunter2", "hunter2"),
        ("  key 1 0123456789abcdef", "0123456789abcdef"),
        ('notify_master "/bin/tell --token=abcDEF123"', "abcDEF123"),
        ("notify /usr/bin/call 9f86d081884c7d659a2feaa0c55ad015", "9f86d081884c7d659a2feaa0c55ad015"),
        ("url http://admin:geheim@example.org/x", "geheim"),
        ("net.ipv4.tcp_fastopen_key = 1234-5678", "1234-5678"),
        ('passwd="swordfish"', "swordfish"),
        ("snmp_community public42", "public42"),
        ("$AUTH_PASSWORD=letmein", "letmein"),
    ],
)
def test_a_secret_is_masked_in_place(line: str, secret: str) -> None:
    masked = mask(f"first\n{line}\nlast\n")
    assert secret not in masked
    assert len(masked) == len(f"first\n{line}\nlast\n")
    assert masked.count("\n") == 3


def test_a_private_key_is_masked_and_keeps_its_lines() -> None:
    text = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow==\nabc\n-----END RSA PRIVATE KEY-----\n"
    masked = mask(text)
    assert "MIIEow" not in masked
    assert masked.count("\n") == text.count("\n")


@pytest.mark.parametrize(
    "line", ["virtual_server 10.0.0.1 80 {", "lb_kind DR", "passive", "real_server 10.0.0.2 80 {"]
)
def test_what_is_no_secret_stays(line: str) -> None:
    assert mask(line) == line
