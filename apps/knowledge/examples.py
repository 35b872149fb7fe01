"""A rule's bad example, to look at and to try."""

import os
from functools import cache

from lvsportal.engine.rules.catalogue import folders
from lvsportal.engine.source.bundle import Bundle, from_paths


@cache
def example_folder(number: str) -> str | None:
    """The folder of a rule's first bad example; None where there is none."""
    place = os.path.join(folders().get(number.upper(), ""), "examples")
    names = sorted(os.listdir(place)) if os.path.isdir(place) else []
    return next((os.path.join(place, name) for name in names if name.startswith("violated")), None)


def example_bundle(number: str) -> Bundle | None:
    """The definition of a rule's first bad example; None where there is none."""
    folder = example_folder(number)
    return from_paths([folder]) if folder else None


def example_file(number: str) -> tuple[str, str] | None:
    """Name and text of the example's first configuration, for the page that takes one; None where there is none."""
    bundle = example_bundle(number)
    sources = sorted(bundle.sources, key=lambda one: not one.path.endswith("keepalived.conf")) if bundle else []
    return (sources[0].path, sources[0].text) if sources else None
