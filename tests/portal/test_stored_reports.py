"""Reports are stored as they are, small; those of the first release are still read."""

import json
import zlib

from apps.reviews.models import StoredReport
from lvsportal.engine.service import review
from lvsportal.engine.source.bundle import from_files
from tests.conftest import TRAP

REPORT = json.loads(json.dumps(review(from_files([("lb1/keepalived.conf", TRAP.encode())]))))


def test_a_report_comes_back_as_it_was() -> None:
    assert StoredReport(compressed=StoredReport.pack(REPORT)).report == REPORT


def test_a_report_of_the_first_release_is_read() -> None:
    assert StoredReport(compressed=memoryview(zlib.compress(json.dumps(REPORT).encode()))).report == REPORT
