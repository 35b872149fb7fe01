"""``--server``: the same check, made by a portal."""

from __future__ import annotations

import argparse
import json
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

from lvsportal.engine.source.bundle import Bundle
from lvsportal.engine.source.language import Text
from lvsportal.engine.source.source import RefusedInput

if TYPE_CHECKING:
    from lvsportal.engine.report.types import Bilingual, Report


def check_there(bundle: Bundle, options: argparse.Namespace) -> Report[Bilingual]:
    """The report of ``POST /api/v1/check/``, which is in one language already. :raises RefusedInput: the server can't be reached,
    or refuses."""
    server, token, language = options.server, options.token, options.lang
    if not server.startswith(("http://", "https://")):
        raise RefusedInput(
            Text(f"--server: {server} is no http(s) address", f"--server：{server} 不是 http(s) 地址")
        )
    body = json.dumps({"files": [{"path": s.path, "content": s.text} for s in bundle.sources]}).encode(
        "utf-8", "replace"
    )
    headers = {"Content-Type": "application/json", "Accept-Language": language}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    url = server.rstrip("/") + "/api/v1/check/"
    request = urllib.request.Request(url, data=body, headers=headers)  # noqa: S310 -- the scheme was looked at
    try:
        with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310
            report: Report[Bilingual] = json.load(answer)
            return report
    except urllib.error.HTTPError as error:
        detail = _detail(error.read())
        raise RefusedInput(Text(f"{url}: {error.code} {detail}", f"{url}：{error.code} {detail}")) from error
    except (OSError, ValueError) as error:
        raise RefusedInput(Text(f"{url}: {error}", f"{url}：{error}")) from error


def _detail(body: bytes) -> str:
    try:
        problem = json.loads(body)
        return str(problem.get("detail") or problem.get("title", ""))
    except (ValueError, AttributeError):
        return ""
