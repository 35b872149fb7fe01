"""``python -m lvsportal.cli.comment github|gitlab FILE``: one comment on a change, edited in place.

FILE is what ``lvsportal check --format markdown`` wrote; its first line is a hidden marker by which the comment of an earlier run
is found. Where and with which token is read from the variables that the two set in their jobs.
"""

import json
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

_PAGE = 100
_MOST_PAGES = 30
_TIMEOUT = 30  # seconds


class Thread(NamedTuple):
    """The comments of one change. ``listed`` and ``new``: addresses to list them and to make one; ``one``: of a comment, with
    ``{id}``; ``method``: that edits; ``headers``: who asks."""

    listed: str
    new: str
    one: str
    method: str
    headers: Mapping[str, str]


class NotSaid(Exception):
    """The comment can't be made; says why."""


def main(argv: list[str]) -> int:
    """Make or edit the comment. Exit status: 0 done, 2 not, with one line that says why."""
    try:
        if len(argv) != 2 or argv[0] not in _THREADS:
            raise NotSaid("usage: python -m lvsportal.cli.comment github|gitlab FILE")
        with open(argv[1], encoding="utf-8") as file:
            body = file.read()
        print(keep_up_to_date(_THREADS[argv[0]](os.environ), body))
    except (NotSaid, OSError) as error:
        print(f"lvsportal: {error}", file=sys.stderr)
        return 2
    return 0


def keep_up_to_date(thread: Thread, body: str) -> str:
    """Edit the comment that has the body's marker, or make one. Returns ``made``, ``edited`` or ``unchanged``.

    :raises NotSaid: the server refuses, or can't be reached.
    """
    marker = body.partition("\n")[0]
    if not marker.startswith("<!-- lvsportal:"):
        raise NotSaid("the file has no marker in its first line: was it made by --format markdown?")
    for comment in _comments(thread):
        if str(comment.get("body", "")).startswith(marker):
            if str(comment["body"]).strip() == body.strip():
                return "unchanged"
            _ask(thread, thread.method, thread.one.format(id=int(comment["id"])), {"body": body})
            return "edited"
    _ask(thread, "POST", thread.new, {"body": body})
    return "made"


def _comments(thread: Thread) -> Iterator[dict[str, Any]]:
    for page in range(1, _MOST_PAGES + 1):
        found = _ask(thread, "GET", f"{thread.listed}?per_page={_PAGE}&page={page}")
        yield from found
        if len(found) < _PAGE:
            return


def _ask(thread: Thread, method: str, url: str, data: object = None) -> Any:
    body = None if data is None else json.dumps(data).encode()
    headers = {"Content-Type": "application/json", "User-Agent": "lvsportal", **thread.headers}
    request = urllib.request.Request(url, data=body, headers=headers, method=method)  # noqa: S310 -- set by the job
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:  # noqa: S310
            return json.load(answer)
    except urllib.error.HTTPError as error:
        hint = (
            "; the token may not write here (a fork, or a missing permission)"
            if error.code in (401, 403, 404)
            else ""
        )
        raise NotSaid(f"{method} {url}: {error.code}{hint}") from error
    except (OSError, ValueError) as error:
        raise NotSaid(f"{method} {url}: {error}") from error


# -- where -----------------------------------------------------------------------------------------------------


def _github(environment: Mapping[str, str]) -> Thread:
    api = _needed(environment, "GITHUB_API_URL").rstrip("/")
    comments = f"{api}/repos/{_needed(environment, 'GITHUB_REPOSITORY')}/issues"
    headers = {
        "Authorization": f"Bearer {_needed(environment, 'GITHUB_TOKEN')}",
        "Accept": "application/vnd.github+json",
        "X-GitHub-Api-Version": "2022-11-28",
    }
    listed = f"{comments}/{_pull_request(environment)}/comments"
    return Thread(listed, listed, f"{comments}/comments/{{id}}", "PATCH", headers)


def _pull_request(environment: Mapping[str, str]) -> int:
    with open(_needed(environment, "GITHUB_EVENT_PATH"), encoding="utf-8") as file:
        event = json.load(file)
    number = (event.get("pull_request") or {}).get("number")
    if not isinstance(number, int):
        raise NotSaid("the event is no pull request")
    return number


def _gitlab(environment: Mapping[str, str]) -> Thread:
    api = _needed(environment, "CI_API_V4_URL").rstrip("/")
    project, number = _needed(environment, "CI_PROJECT_ID"), _needed(environment, "CI_MERGE_REQUEST_IID")
    notes = f"{api}/projects/{project}/merge_requests/{number}/notes"
    return Thread(
        notes,
        notes,
        f"{notes}/{{id}}",
        "PUT",
        {"PRIVATE-TOKEN": _needed(environment, "LVSPORTAL_GITLAB_TOKEN")},
    )


def _needed(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name, "")
    if not value:
        raise NotSaid(f"{name} is not set")
    return value


_THREADS = {"github": _github, "gitlab": _gitlab}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
