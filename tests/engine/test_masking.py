"""Secrets are found wherever people put them; nothing else is lost; it takes time in proportion to the text."""

import time

import pytest

from lvsportal.engine.readers.keepalived.lexer import WORDS, scan
from lvsportal.engine.source.masking import keyed, mask, mask_all, stars, told
from lvsportal.engine.source.secrets_of_lines import Secret, as_read, secrets
from lvsportal.engine.source.source import Source

TOKENS = keyed(b"of this installation")
S = "Zx9-quiet.Owl"
B64 = "YWRtaW46WngtcXVpZXQ5T3ds"

# Each with S, B64, or what stands for them, in the text; none may be left.
LEAKS = [
    f"auth_pass {S}", f"    auth_pass {S}\n", f'auth_pass "{S}"', f"auth_pass \\\n    {S}", f"auth_pass \\\r\n {S}\r\n",
    f"authentication {{ auth_type PASS auth_pass {S} }}", f"auth_pass two {S}", f"# auth_pass {S}", f"#auth_pass {S}",
    f"auth_pass {S} # password {S}", f"$PW={S}\nauth_pass $PW", f"$PW={S}\nauth_pass ${{PW}}",
    f"$PW= \\\n{S}\nauth_pass $PW", f"auth_pass $PW\n$PW={S}", f"@lb1 $PW={S}\nauth_pass $PW", f"$MY_PASSWORD={S}",
    f"$TOKEN= {S}\nnotify /x", f"password {S}", f'sslpass "{S}"', f"smtp_password {S}", f"snmp_community {S}",
    f"  key 1 {S}", f"key 12 {S} {S}", f"auth_hmac_key {S}",
    f'notify_master "/bin/tell --token={S}"', f'notify_master "/bin/tell --token {S}"', f'notify_master "x.sh -p {S}"',
    f"notify_backup \"x.sh -a '{S}'\"", "notify /usr/bin/call 9f86d081884c7d659a2feaa0c55ad015",
    'notify_fault "/usr/local/bin/n.sh FAULT eth0 QuietOwl42"', f'notify "/bin/sh -c \'curl -u user:{S} http://x/\'"',
    f"curl -u user:{S} http://x/", f"curl -uuser:{S} http://x/", f"/usr/bin/curl --user user:{S} -s http://x/",
    f"curl --proxy-user u:{S} x", f"curl -H 'Authorization: Basic {B64}' x", f'curl -H "Authorization: Bearer {S}" x',
    f"curl -H 'X-Auth-Token: {S}' x", f"curl -H X-Api-Key:{S} x", f"curl -d 'user=x&password={S}' x",
    f"curl -d '{{\"user\": \"x\", \"password\": \"{S}\"}}' x", f'curl -d "{{\\"password\\": \\"{S}\\"}}" x',
    f"redis-cli -a {S} ping", f"redis-cli --pass {S} ping", f"mysql -p{S} -u root", f"mysql -uroot --password={S}",
    f"mysqldump -u root -p'{S}' db", f"MYSQL_PWD={S} mysql", f"export MYSQL_PWD={S}", f"PGPASSWORD={S} psql -h x",
    f"sshpass -p {S} ssh x", f"sshpass -p{S} ssh x", f"SSHPASS={S} sshpass -e ssh x", f"REDISCLI_AUTH={S} redis-cli",
    f"snmpwalk -v2c -c {S} 10.0.0.1", f"snmpget -v3 -A {S} -X {S} h", f"rocommunity {S}", f"com2sec local default {S} # community",
    f"ldapsearch -D cn=x -w {S}", f"ipmitool -H x -U y -P {S} power off", f"smbclient //x/y -U user%{S}",
    f"openssl enc -pass pass:{S}", f"openssl rsa -passin pass:{S} -in k", f"wget --user=x --password={S} u",
    f"docker login -u x -p {S}", f"swaks --to a -au x -ap {S}", f"sendemail -xu x -xp {S}", f"mosquitto_pub -u x -P {S}",
    f"fence_ipmilan -a 10.0.0.1 -l x -p {S}", f"psql 'host=x password={S}'", f"vault_token = {S}",
    f"Authorization: Basic {B64}", f"Authorization: Bearer {S}", f"Proxy-Authorization: Basic {B64}", f"Cookie: session={S}",
    f'{{"password": "{S}"}}', f'{{"password":"{S}"}}', f'{{"user": "x",\n "password":\n "{S}"}}', f"{{'secret': '{S}'}}",
    f'{{"auth": {{"token": "{S}"}}}}', f"password: {S}", f"password: two {S}", f"password: |\n  {S}\n  {S}\nnext: 1",
    f"password:\n  {S}", f"- api_key: {S}", f"password = {S}", f"password = two {S}", f"passwd={S}", f'passwd = "{S}"',
    f"password={S},{S};{S}", f"user x password is {S}", f"密码：{S}", f"密码: {S}", f"url http://h/x?key={S}",
    f"url http://h/x?a=1&access_token={S}&b=2", f"path /send?code={S}", f"http://admin:{S}@example.org/x",
    f"http://admin:a/{S}@example.org/x", f"ftp://user:p@{S}@host/", f"user:a/{S}@host", f"redis://:{S}@10.0.0.9:6379/0",
    f"amqps://u:{S}@mq", "https://hooks.slack.com/services/T0AAAAAA0/B0BBBBBB0/QuietOwl42QuietOwl",
    "https://discord.com/api/webhooks/1234567/QuietOwl42QuietOwlQuiet", "https://api.telegram.org/bot123456789:QuietOwl42QuietOwl42QuietOwl/send",
    "x ghp_QuietOwl42QuietOwl42QuietOwl42 y", "AKIAQUIETOWL42QUIETO", "glpat-QuietOwl42QuietOwl", "xoxb-1234567890-QuietOwl42",
    "root:$6$salt$QuietOwl42QuietOwl42:19000:0:::", "eyJhbGciOiJI.QuietOwl42QuietOwl.x", "sk_live_QuietOwl42QuietOwl",
    "-----BEGIN RSA PRIVATE KEY-----\nQuietOwl42==\nabc\n-----END RSA PRIVATE KEY-----", "-----BEGIN OPENSSH PRIVATE KEY-----\nQuietOwl42",
    f"net.ipv6.conf.all.stable_secret = {S}", f"net.ipv4.tcp_fastopen_key = {S}", f"enable secret 5 {S}", f"wpa_passphrase {S}",
    f"requirepass {S}", f"masterauth {S}", f"ansible_become_pass={S}", f"-e smtp_auth_password={S}", f"aws_secret_access_key = {S}",
]  # fmt: skip


@pytest.mark.parametrize("replace", [stars, TOKENS])
@pytest.mark.parametrize("leak", LEAKS)
def test_no_form_leaks(leak: str, replace) -> None:
    masked = mask(f"first\n{leak}\nlast\n", replace)
    for part in (S, "quiet.Owl", B64, "QuietOwl42", "9f86d081", "QUIETOWL42"):
        assert part not in masked, masked
    assert masked.count("\n") == f"first\n{leak}\nlast\n".count("\n")
    assert (masked.startswith("first\n") and masked.endswith("\nlast\n")) or "BEGIN OPENSSH" in leak


def test_there_are_a_hundred_forms() -> None:
    assert len(set(LEAKS)) >= 100


@pytest.mark.parametrize(
    "line",
    [
        "virtual_server 10.0.0.1 80 {", "lb_kind DR", "passive", "real_server 10.0.0.2 80 {", "auth_type PASS",
        "authentication { auth_type PASS }", "-A BYPASS -s 10.0.0.1 -j ACCEPT", "net.ipv4.ip_forward = 1",
        "link/ether 52:54:00:12:34:56 brd ff:ff:ff:ff:ff:ff", "inet6 fe80::1/64 scope link", "eth0@if5: <UP>",
        "-A INPUT -m comment --comment \"let http pass\" -j ACCEPT", "misc_path \"/etc/keepalived/check.sh -p 80\"",
        "path /health", "digest 9b3a0c85a887a256d6939da88aabd8cd", "notify_master \"/etc/keepalived/notify.sh master VI_1\"",
        "track_script { chk_token weight -10 }", "tcp LISTEN 0 128 0.0.0.0:80 0.0.0.0:*", "-a -t 10.0.0.1:80 -r 10.0.0.2:80 -g -w 1",
        "10.0.0.100/24 dev eth0 label eth0:1", "notification_email { ops@example.org }", "quorum_up \"ip addr add 10.0.0.1/32 dev lo\"",
        "script \"/usr/bin/killall -0 haproxy\"", "smtp_server 127.0.0.1", "@lb1 priority 100",
    ],
)  # fmt: skip
def test_what_is_no_secret_stays(line: str) -> None:
    assert mask(line, TOKENS) == line


def test_tokens_are_equal_where_keepalived_takes_the_secrets_for_equal() -> None:
    texts = [
        "auth_pass 12345678",
        "auth_pass 12345678more",
        'auth_pass "12345678"',
        "auth_pass 12345678#x",
        "auth_pass 1234567",
    ]
    tokens = [masked.text.split()[1] for masked in mask_all(texts, TOKENS)]
    assert tokens[0] == tokens[1] == tokens[2].strip('"') == tokens[3] != tokens[4]
    assert mask("auth_pass 12345678", keyed(b"of another")) != mask("auth_pass 12345678", TOKENS)


def test_a_token_tells_no_length_and_is_left_alone() -> None:
    short, long = mask("auth_pass a", TOKENS), mask("auth_pass " + "a" * 90, TOKENS)
    assert len(short) == len(long)
    assert mask(short, TOKENS) == short


def test_a_definition_in_one_file_used_in_another() -> None:
    one, two = mask_all([f"$PW={S}\n$NAME=web\n", "auth_pass $PW\n"], TOKENS)
    assert S not in one.text and "$NAME=web" in one.text
    assert two.text == "auth_pass $PW\n"
    assert one.text.splitlines()[0].partition("=")[2] == mask(f"auth_pass {S}", TOKENS).split()[1]


@pytest.mark.parametrize("value", ["a", "a#b", "a\\#b", '"a b"', "a{b", "a!c", 'a"b', "中文", "x\\!y z"])
def test_what_counts_is_what_the_reader_reads(value: str) -> None:
    line = scan(f"auth_pass {value}")
    words = line.words
    assert words[1].text == as_read(value)
    assert line.kind == WORDS or "{" in value


def test_over_masking_is_told() -> None:
    source = Source("lb1/keepalived.conf", mask("pass gently\nauth_pass x\n", TOKENS))
    (remark,) = told([source])
    assert (remark.severity, remark.path, remark.line) == ("info", "lb1/keepalived.conf", 1)
    assert remark.message.en.startswith("2 ")
    assert told([Source("x", "auth_pass ********")]) == []


HOSTILE = [
    "pass\n" + "." * 2000, "." * 2000 + "pass", "pass " * 1000, "pass=" * 1000, "a:" * 1000 + "@", "@" * 2000, "://" * 1000 + "@",
    "key 1 " * 500, "password:\n" * 500, "password: |\n" * 500, "\\\n" * 1000 + "pass x", "pass \\\n" * 500, '"' * 2000 + "pass",
    'pass "' * 700, "'pass " * 700, '"pass \'' * 700, "-----BEGIN " * 500, "-----BEGIN A PRIVATE KEY-----\n" * 200,
    "notify " + "a1" * 1000, "notify " + "a1 " * 1000, "?key=&" * 700, "$PW=\\\n" * 500 + "auth_pass $PW", "$P=x\n" * 500 + "auth_pass $P\n" * 500,
    "{" * 2000 + "pass", "password {{{{" * 400, "curl -u " * 500, "Basic " * 500, "eyJ" * 800, "$6$" * 900, "pass\0" * 500, "/services/" * 300,
    "passİ" * 500, "auth_pass " + "#" * 2000, "auth_pass x " * 300, "- " * 1000 + "password: x", "# " * 1000 + "token: x",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_time_grows_with_the_text(text: str) -> None:
    def seconds(times: int) -> float:
        grown = text * times if "\n" in text[-2:] else (text + "\n") * times
        long = "".join(piece * times for piece in (text,))
        start = time.process_time()
        mask(grown, TOKENS)
        mask(long, TOKENS)
        return time.process_time() - start

    one = min(seconds(4) for _ in range(3))
    assert min(seconds(16) for _ in range(3)) < 10 * one + 0.02


def test_places_lie_in_the_text() -> None:
    for leak in LEAKS:
        for secret in secrets(leak):
            assert isinstance(secret, Secret)
            assert leak[secret.start : secret.end] == secret.text
