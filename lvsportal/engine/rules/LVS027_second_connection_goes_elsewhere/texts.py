"""What LVS027 says."""

from lvsportal.engine.rules.causes import safe, violated
from lvsportal.engine.source.language import Text

TITLE = Text("The second connection goes elsewhere", "第二个连接去了别处")
SUMMARY = Text(
    "FTP and its like open a second connection to another port: under DR and TUN only persistence over all ports, or one mark for both, brings it to the same real server.",
    "FTP 等协议会向另一个端口再开一个连接：DR 和 TUN 方式下，只有跨所有端口的会话保持，或者两者共用一个标记，才能让它到同一台真实服务器。",
)
NOTHING = Text(
    "No service here speaks FTP, RTSP or PPTP by DR or TUN.",
    "这里没有以 DR 或 TUN 转发的 FTP、RTSP 或 PPTP 服务。",
)

alone = violated(
    "{service} is {protocol}: its data connection goes to another port of {vip}, for which {director} has no persistent service. It is refused, or reaches another real server than the control connection: log-in works, transfers hang.",
    "{service} 是 {protocol}：它的数据连接会访问 {vip} 的另一个端口，而 {director} 上没有覆盖这个端口的会话保持服务。数据连接会被拒绝，或者到了另一台真实服务器：登录正常，传输卡住。",
)
kept_together = safe(
    "The data connections of {service} are kept with it by the persistent {keeper}.",
    "{service} 的数据连接由会话保持的 {keeper} 保持在一起。",
)
