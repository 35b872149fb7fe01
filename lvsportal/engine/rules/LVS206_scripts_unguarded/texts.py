"""What LVS206 says."""

from lvsportal.engine.rules.causes import safe, violated
from lvsportal.engine.source.language import Text

TITLE = Text("Scripts run without script security", "脚本没有启用安全检查")
SUMMARY = Text(
    "Without enable_script_security keepalived runs scripts as root even where others may write them.",
    "没有 enable_script_security，即使脚本可被他人改写，keepalived 也会以 root 运行它。",
)
NOTHING = Text("No keepalived.conf runs a script.", "没有 keepalived.conf 运行脚本。")

unguarded = violated(
    "{node} runs scripts ({item}) without enable_script_security: whoever can write the script or a folder on its path becomes root, and where no user keepalived_script exists they run as root too.",
    "{node} 会运行脚本（{item}），但没有 enable_script_security：谁能改写脚本或其路径上的目录，谁就能成为 root；没有 keepalived_script 用户时，脚本本身也以 root 运行。",
)
guarded = safe(
    "{node} checks its scripts before it runs them (enable_script_security).",
    "{node} 在运行脚本前会检查（enable_script_security）。",
)
