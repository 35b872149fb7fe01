#!/bin/sh
# Gathers what lvsportal asks of an LVS node, into one archive. It only reads: no setting is changed, nothing is
# installed, nothing is sent. Works with dash, bash and busybox sh. Run it as root where you can: without, some of
# it is missing, and the end of the output says what.
#
#   sh collect.sh [FOLDER]      writes FOLDER/<node>.tar.gz (FOLDER: here)
#
# 收集 lvsportal 需要的节点信息，打成一个归档。只读：不改设置，不安装，不发送。
set -u
LC_ALL=C
export LC_ALL
umask 077
PATH=$PATH:/usr/sbin:/sbin:/usr/local/sbin

node=$(hostname 2>/dev/null || cat /proc/sys/kernel/hostname)
node=$(printf '%s' "$node" | tr -c 'A-Za-z0-9._-' '_')
here=$(cd "${1:-.}" && pwd) || exit 2
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT INT TERM
mkdir "$work/$node" || exit 2
left_out=""

# limited COMMAND...: at most 20 seconds, where the machine knows a way to say so.
if timeout 1 true 2>/dev/null; then
    limited() { timeout 20 "$@"; }
else
    limited() { "$@"; }
fi

# keep FILE COMMAND...: the command's output becomes the file. A command that is missing or fails leaves no file:
# no file says nothing, an empty file says "there is none".
keep() {
    file=$1
    shift
    if ! command -v "$1" >/dev/null 2>&1; then
        left_out="$left_out $file($1 is not installed)"
        return 1
    fi
    if limited "$@" >"$work/out" 2>/dev/null; then
        mv "$work/out" "$work/$node/$file"
    else
        rm -f "$work/out"
        left_out="$left_out $file($* failed)"
        return 1
    fi
}

# masked: what looks like a secret becomes stars.
masked() {
    sed -e 's/\([A-Za-z_.-]*\([Pp][Aa][Ss][Ss]\|[Ss][Ee][Cc][Rr][Ee][Tt]\|[Cc][Oo][Mm][Mm][Uu][Nn][Ii][Tt][Yy]\|[Tt][Oo][Kk][Ee][Nn]\)[A-Za-z_.-]*\)\([[:blank:]]*[=:][[:blank:]]*\|[[:blank:]][[:blank:]]*\)[^[:blank:]}]*/\1\3********/g' \
        -e 's#://\([^/:@]*\):[^@/]*@#://\1:********@#g' \
        -e 's/^\([[:blank:]]*key[[:blank:]][[:blank:]]*[0-9][0-9]*[[:blank:]]\).*/\1********/'
}

# iproute2 speaks JSON since 4.13; busybox does not: its text form is read too.
if ip -j addr >/dev/null 2>&1; then
    keep ip-addr.json ip -j addr
    keep ip-link.json ip -j -d link
    keep ip-route.json ip -j route show table all
    keep ip-rule.json ip -j rule
    keep ip-neigh.json ip -j neigh
else
    keep ip-addr.txt ip addr
    keep ip-link.txt ip link
    keep ip-route.txt ip route show table all || keep ip-route.txt ip route
    keep ip-rule.txt ip rule
    keep ip-neigh.txt ip neigh
fi

# Only what routing, ARP and ip_vs need; sysctl -a would hold keys (tcp_fastopen_key, stable_secret).
if [ -d /proc/sys/net ]; then
    for tree in /proc/sys/net/ipv4/conf /proc/sys/net/ipv6/conf /proc/sys/net/ipv4/vs; do
        [ -d "$tree" ] || continue
        find "$tree" -type f ! -name stable_secret 2>/dev/null
    done | sort >"$work/keys"
    printf '%s\n' /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv4/ip_nonlocal_bind >>"$work/keys"
    while IFS= read -r path; do
        value=$(cat "$path" 2>/dev/null) || continue
        key=$(printf '%s' "${path#/proc/sys/}" | tr './' '/.')
        printf '%s = %s\n' "$key" "$value"
    done <"$work/keys" >"$work/$node/sysctl.txt"
fi

keep iptables-save.txt iptables-save
keep ip6tables-save.txt ip6tables-save
keep nft-ruleset.txt nft list ruleset
keep arptables-save.txt arptables-save
if [ -e /proc/net/ip_vs ] || lsmod 2>/dev/null | grep -q '^ip_vs '; then
    keep ipvsadm-save.txt ipvsadm -Sn
    keep ipvsadm-stats.txt ipvsadm -Ln --stats --exact
    keep ipvsadm-daemon.txt ipvsadm -ln --daemon
else
    : >"$work/$node/ipvsadm-save.txt" # the module is not loaded: there is no table
    : >"$work/$node/ipvsadm-daemon.txt"
fi
keep ss.txt ss -Hlntu || keep ss.txt netstat -lntu

# keepalived.conf and what it includes, masked, with their folders below etc/.
if [ -d /etc/keepalived ]; then
    find /etc/keepalived -type f -size -1024k 2>/dev/null | sort | while IFS= read -r path; do
        case $path in *.pem | *.key | *.crt | *.p12 | *.sample | */samples/*) continue ;; esac
        mkdir -p "$work/$node$(dirname "$path")"
        masked <"$path" >"$work/$node$path" 2>/dev/null
    done
fi
for path in /etc/ha.d/ldirectord.cf /etc/sysconfig/ha/lvs.cf; do
    [ -r "$path" ] && masked <"$path" >"$work/$node/$(basename "$path")"
done

(cd "$work" && tar cf - "$node" | gzip -c >"$here/$node.tar.gz") || exit 1
printf '%s\n' "$here/$node.tar.gz"
[ -z "$left_out" ] || printf 'left out:%s\n' "$left_out"
[ "$(id -u)" = 0 ] || printf 'not root: rules of iptables, nft and ipvsadm may be missing\n'
