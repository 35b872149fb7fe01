"""Port numbers and the service names that stand for them."""

# The names seen in definitions (IANA); the machine's own /etc/services must not decide a verdict.
_NAMES = {
    "ftp-data": 20, "ftp": 21, "ssh": 22, "telnet": 23, "smtp": 25, "domain": 53, "tftp": 69, "http": 80,
    "www": 80, "kerberos": 88, "pop3": 110, "sunrpc": 111, "ntp": 123, "imap2": 143, "imap": 143, "snmp": 161,
    "ldap": 389, "https": 443, "smtps": 465, "submissions": 465, "syslog": 514, "submission": 587, "ldaps": 636,
    "domain-s": 853, "rsync": 873, "imaps": 993, "pop3s": 995, "openvpn": 1194, "ms-sql-s": 1433, "radius": 1812,
    "radius-acct": 1813, "mqtt": 1883, "nfs": 2049, "squid": 3128, "mysql": 3306, "ms-wbt-server": 3389,
    "sip": 5060, "sip-tls": 5061, "xmpp-client": 5222, "postgresql": 5432, "amqp": 5672, "redis": 6379,
    "http-alt": 8080, "webcache": 8080, "memcached": 11211,
}  # fmt: skip


def port_number(text: str) -> int | None:
    """The port that ``text`` names: 0 for none, None where it is no port."""
    if not text:
        return 0
    if text.isascii() and text.isdecimal():
        number = int(text[:8])
        return number if number <= 65535 else None
    return _NAMES.get(text)
