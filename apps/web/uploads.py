"""The files that a browser sends, with the folders that their own names leave out."""

import json

from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict


def named(files: MultiValueDict[str, UploadedFile], paths: str) -> list[tuple[str, UploadedFile]]:
    """(path, file) for each of ``files``; ``paths`` is a JSON list of their paths, in the same order, or empty."""
    chosen = files.getlist("files") if files else []
    try:
        listed = json.loads(paths or "[]")
    except ValueError:
        listed = []
    fits = isinstance(listed, list) and len(listed) == len(chosen)
    names = [str(path) for path in listed] if fits else [upload.name or "file" for upload in chosen]
    return list(zip(names, chosen, strict=True))
