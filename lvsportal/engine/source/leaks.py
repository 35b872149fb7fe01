"""The forms in which secrets stand in configuration, scripts and logs: names of settings, flags of programs, shapes.

What keepalived and its scripts are known to be given (keepalived.conf(5)), and what the man pages of the programs
that notify scripts call say of their flags. A form that is missing here is a leak: add it, and a line to the test.
"""

import re
from typing import NamedTuple

# keepalived's own: all words up to the end of the statement are the value (vrrp.c, smtp.c, check_ssl.c, snmp.c).
STATEMENTS = frozenset({"auth_pass", "password", "sslpass", "smtp_password", "auth_hmac_key", "snmp_community"})
# keepalived compares the first 8 characters of an auth_pass (vrrp_parser.c: vrrp_auth_pass_handler).
COMPARED = {"auth_pass": 8}
# The secret is this word after the name (snmpd.conf(5)).
LAST_WORD = {"com2sec": 3, "com2sec6": 3}

# A name is a secret's where it contains one of these …
_PARTS = (
    "pass", "pwd", "secret", "token", "communit", "credential", "apikey", "api_key", "api-key", "accesskey",
    "authkey", "privatekey", "signature", "sessionid", "webhook", "authcode", "rocommunity", "psk", "passphrase",
    "口令", "密码", "密钥", "令牌",
)  # fmt: skip
# … or ends in one of these; and none of these words makes it something else.
_ENDS = ("_key", "-key", ".key", "_pw", "_psk", "_sig", "_auth", "_hmac", "accountkey", "sharedkey")
_OTHERS = (
    "passive", "bypass", "passthr", "passed", "passing", "compass", "passes", "public_key", "public-key",
    "pubkey", "_key_id", "passno", "tokens=", "hotkey", "host_key", "hostkey", "password_file", "passfile",
    "password-file", "ssl_key", "use_proxy_authentication_token",
)  # fmt: skip
_EXACT = frozenset(
    {
        "pw",
        "psk",
        "pin",
        "masterauth",
        "com2sec",
        "com2sec6",
        "cookie",
        "set-cookie",
        "auth",
        "otp",
        "authorization",
        "proxy-authorization",
    }
)
# In an address's query also these (robots, maps, signed links).
_IN_QUERY = frozenset(
    {"key", "sig", "sign", "code", "auth", "pw", "pin", "access", "k", "ticket", "session", "sid"}
)

# Flags whose value is a secret, by program. "user:" flags: what follows the first colon (or %) of the value.
_FLAGS: dict[str, tuple[str, ...]] = {
    "curl": ("-u", "--user", "-U", "--proxy-user", "--pass", "--oauth2-bearer", "--tlspassword"),
    "wget": ("--password", "--http-password", "--ftp-password", "--proxy-password"),
    "mysql": ("-p",), "mysqldump": ("-p",), "mysqladmin": ("-p",), "mariadb": ("-p",), "mysqlshow": ("-p",),
    "mysqlcheck": ("-p",), "mysqlimport": ("-p",), "mariadb-dump": ("-p",), "mariadb-admin": ("-p",),
    "redis-cli": ("-a", "--pass"), "valkey-cli": ("-a", "--pass"), "sshpass": ("-p",),
    "mongo": ("-p",), "mongosh": ("-p",), "mongodump": ("-p",), "docker": ("-p",), "podman": ("-p",),
    "ldapsearch": ("-w",), "ldapmodify": ("-w",), "ldapadd": ("-w",), "ldapwhoami": ("-w",), "ldapdelete": ("-w",),
    "snmpget": ("-c", "-A", "-X"), "snmpwalk": ("-c", "-A", "-X"), "snmpset": ("-c", "-A", "-X"),
    "snmptrap": ("-c", "-A", "-X"), "snmpbulkwalk": ("-c", "-A", "-X"), "snmpinform": ("-c", "-A", "-X"),
    "ipmitool": ("-P", "-K"), "ipmipower": ("-p",), "smbclient": ("-U", "--user"), "rdesktop": ("-p",),
    "sendemail": ("-xp",), "swaks": ("-ap", "--auth-password"), "openssl": ("-passin", "-passout", "-pass", "-k", "-K"),
    "7z": ("-p",), "zip": ("-P",), "unzip": ("-P",), "vault": (), "sqlplus": (), "impala-shell": (),
    "sqlcmd": ("-P",), "isql": ("-P",), "bcp": ("-P",), "clickhouse-client": ("--password",), "az": ("-p",),
    "fence_ipmilan": ("-p",), "fence_apc": ("-p",), "fence_vmware_soap": ("-p",), "mosquitto_pub": ("-P",),
    "mosquitto_sub": ("-P",), "kinit": (), "radtest": (), "gpg": ("--passphrase",), "keytool": ("-storepass", "-keypass"),
    "lftp": ("-u",), "ncftpput": ("-p",), "ncftpget": ("-p",), "etcdctl": ("--user",), "nmcli": (), "virsh": (),
    "rabbitmqadmin": ("-p",), "cqlsh": ("-p",), "influx": ("-password",), "snmptrapd": ("-c",), "zabbix_sender": ("--psk",),
}  # fmt: skip
# Whatever the program: what a script that keepalived runs is given by these.
_SCRIPT_FLAGS = frozenset({"-p", "-P", "-a", "-k", "-K", "-w", "-s", "-t", "-T"})
_AFTER_COLON = frozenset({"-u", "-U", "--user", "--proxy-user"})
_SCHEMES = frozenset({"basic", "bearer", "digest", "token", "apikey", "negotiate", "key"})

SCRIPT_KEYWORDS = re.compile(r"notify(?:_\w+)?|quorum_(?:up|down)|script|misc_path|exec")

# Secrets that are known by themselves, wherever they stand. No part repeats over what another part may take.
SHAPES = re.compile(
    r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"
    r"|\bgh[pousr]_[A-Za-z0-9]{20,}"
    r"|\bgithub_pat_\w{20,}"
    r"|\bglpat-[\w-]{16,}"
    r"|\bxox[abeoprs]-[\w-]{10,}"
    r"|\b[sr]k_(?:live|test)_\w{10,}"
    r"|\bAIza[\w-]{30,}"
    r"|\blvs_[\w-]{30,}"
    r"|\bhvs\.[\w-]{20,}"
    r"|\bSG\.[\w-]{16,}"
    r"|\bdop_v1_[0-9a-f]{20,}"
    r"|\beyJ[\w-]{8,}\.[\w.-]+"
    r"|\bbot\d{6,12}:[\w-]{20,}"
    r"|\$(?:1|2[abxy]|5|6|7|y|argon2id?|apr1)\$[\w./$,=+-]{8,}"
    r"|(?<=/services/)[\w/-]{16,}"
    r"|(?<=/webhooks/)[\w/-]{16,}"
)

# No secret stands on a line without one of these, but for the shapes and what a line before it announced.
HINTS = (
    *_PARTS, *_EXACT, "key", "pw", "psk", "sig", "auth", "hmac", "basic", "bearer", "digest", "@", "code=", "access=", "k=",
    "session", "sid=", "ticket=", "notify", "quorum_", "script", "misc_path", "exec", *_FLAGS,
)  # fmt: skip


class Flag(NamedTuple):
    """A flag whose value is a secret; ``inline``: where the value starts in the word itself, 0 for the next word."""

    inline: int
    after_colon: bool


def is_secret(name: str) -> bool:
    """Whether a setting of this name holds a secret."""
    low = name.strip("\"'$#!-_ \t;(){}[]@").lower()
    if not low or len(low) > 100:
        return False
    if any(other in low for other in _OTHERS):
        return False
    return low in _EXACT or low.endswith(_ENDS) or any(part in low for part in _PARTS)


def is_secret_in_query(name: str) -> bool:
    """Whether a part of an address's query, ``name=…``, holds a secret."""
    return name.lower() in _IN_QUERY or is_secret(name)


def program(word: str) -> str:
    """The program that a word calls, if it is one whose flags are known; else ""."""
    name = word.rpartition("/")[2] if len(word) < 200 else ""
    return name if name in _FLAGS else ""


def secret_flag(word: str, called: str, in_script: bool) -> Flag | None:
    """Whether the word is a flag that brings a secret to the program ``called`` ("" where that is unknown)."""
    known = _FLAGS.get(called, ())
    for flag in known:
        if word == flag:
            return Flag(0, flag in _AFTER_COLON)
        if len(flag) == 2 and word.startswith(flag) and word[:2] != "--":
            return Flag(2, flag in _AFTER_COLON)
    if in_script and not called and word in _SCRIPT_FLAGS:
        return Flag(0, False)
    return None


def is_scheme(word: str) -> bool:
    """Basic, Bearer …: the word before a header's credentials."""
    return word.lower() in _SCHEMES
