"""``--server``: the same check, made by a portal. With ``--cluster`` it is a stored review of a change, against the cluster's base."""

from __future__ import annotations

import argparse
import json
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from lvsportal.cli.io import bytes_of
from lvsportal.engine.source.bundle import Bundle, safe_path
from lvsportal.engine.source.decoding import decode
from lvsportal.engine.source.language import Text
from lvsportal.engine.source.source import RefusedInput

if TYPE_CHECKING:
    from lvsportal.engine.report.types import Bilingual, Report

_TIMEOUT = 120  # seconds of one call
_WAIT = 30  # seconds that the portal is asked to hold an answer back
_PAUSE = 0.2
_LONGEST = 900  # seconds until a review is given up


class Portal(NamedTuple):
    """Where to ask, with which token, for texts in which language."""

    url: str
    token: str | None
    language: str

    def ask(self, path: str, data: object = None, headers: Mapping[str, str] | None = None) -> Any:
        """The JSON of a call; GET without ``data``. Addresses in answers are not followed: they are those for browsers.

        :raises RefusedInput: the portal can't be reached, or refuses.
        """
        url = f"{self.url}/api/v1/{path}"
        body = None if data is None else json.dumps(data).encode("utf-8", "replace")
        told = {"Content-Type": "application/json", "Accept-Language": self.language, **(headers or {})}
        request = urllib.request.Request(url, data=body, headers=told)  # noqa: S310 -- the scheme was looked at
        if self.token:
            request.add_unredirected_header("Authorization", f"Bearer {self.token}")
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:  # noqa: S310
                return json.load(answer)
        except urllib.error.HTTPError as error:
            detail = _detail(error.read())
            raise RefusedInput(
                Text(f"{url}: {error.code} {detail}", f"{url}：{error.code} {detail}")
            ) from error
        except (OSError, ValueError) as error:
            raise RefusedInput(Text(f"{url}: {error}", f"{url}：{error}")) from error


def check_there(bundle: Bundle, options: argparse.Namespace) -> Report[Bilingual]:
    """The portal's report, which is in one language already.

    :raises RefusedInput: the server can't be reached, or refuses; the call asks for what only this machine can do.
    """
    if not options.server.startswith(("http://", "https://")):
        raise RefusedInput(
            Text(
                f"--server: {options.server} is no http(s) address",
                f"--server：{options.server} 不是 http(s) 地址",
            )
        )
    if options.base or options.policy or options.waivers:
        raise RefusedInput(_THERE)
    portal = Portal(options.server.rstrip("/"), options.token, options.lang)
    files = [{"path": source.path, "content": source.text} for source in bundle.sources]
    if options.cluster:
        return _reviewed(portal, options.cluster, files, is_patch=bool(options.place and not options.overlaid))
    report: Report[Bilingual] = portal.ask("check/", {"files": files})
    return report


def one_file(place: str, file: str) -> Bundle:
    """The one file that takes ``place`` in the cluster's newest revision. :raises RefusedInput: it can't be read."""
    data = bytes_of(file)
    if not data.strip():
        raise RefusedInput(Text(f"{file} is empty.", f"{file} 是空文件。"), file, "empty")
    source = decode(safe_path(place), data)
    source.origin = file
    return Bundle((source,))


def _reviewed(portal: Portal, cluster: str, files: list[dict[str, str]], is_patch: bool) -> Report[Bilingual]:
    asked = {"cluster": cluster, "files": files, "mode": "patch" if is_patch else "replace"}
    waits = {"Prefer": f"wait={_WAIT}"}
    review = portal.ask("reviews/", asked, waits)
    place = f"reviews/{review['id']}/"
    end = time.monotonic() + _LONGEST
    while review["status"] not in ("done", "failed"):
        if time.monotonic() > end:
            raise RefusedInput(_TOO_LONG.fill(url=review["url"]))
        time.sleep(_PAUSE)  # a portal that does not hold the answer back is not asked without end
        review = portal.ask(place, None, waits)
    if review["status"] == "failed":
        reason = str(review["failure"])
        raise RefusedInput(Text(reason, reason))
    report: Report[Bilingual] = portal.ask(f"{place}report.json")
    return report


def _detail(body: bytes) -> str:
    """What a problem (RFC 9457) says."""
    try:
        problem = json.loads(body)
        return str(problem.get("detail") or problem.get("title", ""))
    except (ValueError, AttributeError):
        return ""


_THERE = Text(
    "--base, --policy and --waivers are this machine's; with --server the portal's own count: name the --cluster",
    "--base、--policy、--waivers 在本机使用；用 --server 时以服务器上的为准：请给出 --cluster",
)
_TOO_LONG = Text("{url} is still not over; look there", "{url} 仍未结束，请到那里查看")
