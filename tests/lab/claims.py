"""Claims of the articles that neither a scenario of the matrix nor an article's own commands show: played as articles are."""

from collections.abc import Callable

from tests.lab import clusters
from tests.lab.scenario import Data

_OWN_TRAFFIC = """\
```sh change @rs1
ip route add 192.168.1.0/24 dev eth0 src 192.168.1.21 table 100
ip route add default via 192.168.1.1 table 100
ip rule add from 192.168.1.21 lookup 100
```

```sh look @rs1
ip route get 198.51.100.7 from 192.168.1.21
```

```out
198.51.100.7 from 192.168.1.21 via 192.168.1.1 dev eth0 table 100 …
…
```
"""
# A connection that lasts is handed over: lb2 takes the VIP while it is open. Its table has another mark than lb1's.
_OTHER_MARK = """\
```sh change @lb1
ipvsadm -C
iptables -t mangle -A PREROUTING -d 10.0.0.100 -p tcp --dport 80 -j MARK --set-mark 3
ipvsadm -A -f 3 -s rr
ipvsadm -a -f 3 -r 10.0.0.21 -g
sysctl -w net.ipv4.vs.sync_threshold="1 2"
ipvsadm --start-daemon master --mcast-interface eth0 --syncid 5
```

```sh change @lb2
iptables -t mangle -A PREROUTING -d 10.0.0.100 -p tcp --dport 80 -j MARK --set-mark MARK2
ipvsadm -A -f MARK2 -s rr
ipvsadm -a -f MARK2 -r 10.0.0.21 -g
ipvsadm --start-daemon backup --mcast-interface eth0 --syncid 5
```

```sh change @client
(curl -s -m 14 http://10.0.0.100/slow > /run/slow.txt 2>&1; echo "curl $?" >> /run/slow.txt) > /dev/null 2>&1 &
sleep 3
```

```sh change @lb1
ip addr del 10.0.0.100/32 dev eth0
```

```sh change @lb2
ip addr add 10.0.0.100/32 dev eth0
arping -c 2 -U -I eth0 10.0.0.100 || true
```

```sh look @client
sleep 9
sort /run/slow.txt | uniq -c
```

```out
SEEN
```
"""


_GOES_ON = """\
1 curl 0
20 rs1
"""


CLAIMS: dict[str, tuple[Callable[[], dict[str, Data]], str]] = {
    "article-LVS004-own-traffic": (clusters.nat_bypassed, _OWN_TRAFFIC),
    "claim-sync-other-mark": (
        clusters.with_spare,
        _OTHER_MARK.replace("MARK2", "4").replace("SEEN\n", _GOES_ON),
    ),
    "claim-sync-same-mark": (
        clusters.with_spare,
        _OTHER_MARK.replace("MARK2", "3").replace("SEEN\n", _GOES_ON),
    ),
}
