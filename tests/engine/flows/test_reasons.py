"""Every reason that a walk can end for has its words, in a cell and in a finding."""

from lvsportal.engine.model.terms import Reason
from lvsportal.engine.report.reasons import REASONS
from lvsportal.engine.rules.LVS008_clients_not_served.reasons import CAUSES

# No end of a packet's way: it is answered, or not shown where it goes.
NO_ENDS = {Reason.NONE, Reason.ADDRESS_NOT_SHOWN}


def test_every_reason_has_words_for_a_cell() -> None:
    assert set(REASONS) == set(Reason) - {Reason.NONE}


def test_every_end_has_a_text_of_its_own() -> None:
    assert set(CAUSES) == set(Reason) - NO_ENDS
    assert len({cause.text for cause in CAUSES.values()}) == len(CAUSES)
