"""``--as PLACE FILE --in PATH``: one file takes its place in a definition. Hooks that validate hand over a temporary file."""

import argparse
import os

from lvsportal.cli.io import bundle_of, bytes_of
from lvsportal.engine.source.bundle import Bundle, safe_path
from lvsportal.engine.source.decoding import decode
from lvsportal.engine.source.language import Text
from lvsportal.engine.source.source import RefusedInput


def overlaid(options: argparse.Namespace) -> Bundle:
    """The definition of ``--in`` with the one file of the call at ``--as``, instead of what is there.

    :raises RefusedInput: one of them can't be used.
    """
    if not options.overlaid or len(options.paths) != 1:
        raise RefusedInput(_HOW)
    file, rest = options.paths[0], options.overlaid
    data = bytes_of(file)
    if not data.strip():
        raise RefusedInput(Text(f"{file} is empty.", f"{file} 是空文件。"), file, "empty")
    bundle = bundle_of([rest])
    source = decode(_place_in(bundle, rest, safe_path(options.place)), data)
    source.origin = file
    kept = [one for one in bundle.sources if one.path != source.path]
    return bundle._replace(sources=tuple(sorted([*kept, source], key=lambda one: one.path)))


def _place_in(bundle: Bundle, rest: str, place: str) -> str:
    """The place as the bundle writes paths: it puts a folder with files of its own under the folder's name."""
    paths = {source.path for source in bundle.sources}
    prefix = os.path.basename(os.path.abspath(rest)) + "/"
    is_under = os.path.isdir(rest) and all(path.startswith(prefix) for path in paths)
    return prefix + place if is_under and place not in paths else place


_HOW = Text(
    "--as PLACE takes one FILE, and --in PATH (or --server with --cluster) says where the rest is",
    "--as PLACE 需要一个 FILE，并用 --in PATH（或 --server 加 --cluster）说明其余文件在哪里",
)
