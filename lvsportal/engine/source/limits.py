"""How much of everything is taken in: uploaded text is hostile."""

from typing import NamedTuple

from lvsportal.engine.source.language import Text
from lvsportal.engine.source.source import RefusedInput


class Limits(NamedTuple):
    """Bounds of one definition. Sizes in bytes of the unpacked files."""

    file_bytes: int = 32 << 20
    total_bytes: int = 64 << 20
    files: int = 4000
    depth: int = 60  # blocks in blocks
    includes: int = 20  # includes in includes
    expanded_lines: int = 200_000  # lines that ~SEQ and ~LST may make
    expanded_line: int = 65_536  # characters that one line may become by its definitions
    expanded_text: int = 32 << 20  # characters that all replacements may make together

    def check_size(self, path: str, size: int, total: int) -> None:
        """:raises RefusedInput: the file, or all together, are too large."""
        if size > self.file_bytes or total > self.total_bytes:
            bound = self.file_bytes if size > self.file_bytes else self.total_bytes
            raise RefusedInput(_TOO_LARGE.fill(path=path, megabytes=max(1, bound >> 20)), path, "too_large")

    def check_count(self, count: int) -> None:
        """:raises RefusedInput: there are too many files."""
        if count > self.files:
            raise RefusedInput(_TOO_MANY.fill(count=self.files), "", "too_many")


DEFAULT = Limits()

_TOO_LARGE = Text(
    "{path} is too large: at most {megabytes} MiB are read.", "{path} 太大：最多读取 {megabytes} MiB。"
)
_TOO_MANY = Text("Too many files: at most {count} are read.", "文件太多：最多读取 {count} 个。")
