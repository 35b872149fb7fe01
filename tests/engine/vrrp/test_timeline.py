"""A fail-over as a line of time, in both languages."""

from lvsportal.engine.vrrp.simulation import Simulation
from lvsportal.engine.vrrp.timeline import say, timeline

from .pairs import instance, simulation, state

SCRIPT = "vrrp_script web {\n script /usr/bin/check\n interval 2\n fall 3\n}\n"


def line(simulated: Simulation, name: str, language: str = "en") -> str:
    return say(timeline(simulated, state(simulated, name)), language)


def test_a_power_loss_and_the_return() -> None:
    pair = simulation(
        {
            "lb1": instance(150, version=2, advert="1"),
            "lb2": instance(100, version=2, advert="1"),
        }
    )
    assert line(pair, "lb1") == "0.0 s lb1 loses power · 3.6 s lb2 is master"
    assert line(pair, "lb1", "zh-hans") == "0.0 秒 lb1 断电 · 3.6 秒 lb2 成为主节点"
    assert line(pair, "lb1/back") == "0.0 s lb1 has power again · 3.4 s lb1 is master · 3.4 s lb2 is backup"


def test_a_check_has_to_count_first() -> None:
    track = "track_script {\n web\n }"
    pair = simulation({"lb1": SCRIPT + instance(150, track), "lb2": instance(100)})
    assert line(pair, "lb1:web") == (
        "0.0 s web fails on lb1 · 6.0 s it counts as failed · 6.0 s lb1 is in FAULT · 6.2 s lb2 is master"
    )


def test_today_has_no_line() -> None:
    pair = simulation({"lb1": instance(150), "lb2": instance(100)})
    assert timeline(pair, pair.today()[0]) == ()
