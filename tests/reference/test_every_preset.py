"""The twin's table of presets and its steps of limits, against figures calculated by hand.

Balances and amounts are in minor units; `up` and `down` are what each rule moves at a balance.
"""

from decimal import Decimal
from typing import Any

import pytest

from tests.reference.limits import down_limited, up_limited
from tests.reference.rules import Sight, UnitRule, down_base, up_base
from treasury.pooling.rules import Rule


def units(preset: str, amounts: str, **options: Any) -> UnitRule:
    """A rule in yen, where a minor unit is a major one."""
    given: dict[str, Any] = {}
    for pair in amounts.split():
        name, value = pair.split("=")
        given[name] = value if name == "share" else Decimal(value)
    return UnitRule(Rule(id="r", preset=preset, **given, **options), "JPY")


TABLE = """
    zero_balance                                  101:101,0   0:0,0   -7:0,7
    target_constant    target=50                  80:30,0     50:0,0  20:0,30  -10:0,60
    target_fixed       target=50                  80:30,0     50:0,0  20:0,30  -10:0,10  0:0,50
    threshold          threshold=100              100:100,0   99:0,0  -5:0,5
    collar             threshold=100 collar=30    100:70,0    99:0,0  20:0,0   -5:0,5
    percentage         share=40%                  101:40,0    2:0,0   0:0,0    -10:0,10
    fixed              amount=50                  50:50,0     49:0,0  120:50,0 -8:0,8
    range              low=20 high=100            101:1,0     100:0,0 20:0,0   19:0,1    -5:0,25
    range              low=20 high=100 to=60      101:41,0    100:0,0 20:0,0   19:0,41
    keep               keep=50                    51:1,0      50:0,0  -5:0,0
    whole_units        keep=20 unit=7             48:28,0     26:0,0  27:7,0   -90:0,0
    receive_only                                  9:9,0       0:0,0   -5:0,0
"""


@pytest.mark.parametrize("line", TABLE.strip().splitlines())
def test_each_preset_moves_what_the_table_says(line):
    words = line.split()
    amounts = " ".join(word for word in words if "=" in word)
    rule = units(words[0], amounts)
    for case in (word for word in words if ":" in word):
        balance, moved = case.split(":")
        b = int(balance)
        assert f"{up_base(rule, Sight(b))},{down_base(rule, b)}" == moved, f"{line} at {b}"


def test_a_share_of_receipts_is_cut_and_never_above_the_balance():
    rule = units("share_of_receipts", "share=60%")
    assert [up_base(rule, Sight(b, receipts=99)) for b in (1000, 59, 58, -3)] == [59, 59, 58, 0]


def test_a_cumulative_cap_leaves_room_for_what_was_borrowed():
    rule = units("cumulative_cap", "cap=100")
    seen = [up_base(rule, Sight(80, position=n)) for n in (0, 30, 100, 120, -50)]
    assert seen == [80, 70, 0, 0, 80]
    assert up_base(rule, Sight(500, position=-50)) == 150


def test_an_overdraft_is_covered_as_far_as_the_header_stands_below_zero():
    rule = units("cover_overdraft", "")
    assert [up_base(rule, Sight(80, hole=hole)) for hole in (0, 30, 90)] == [0, 30, 80]
    assert [up_base(rule, Sight(-5, hole=30)), down_base(rule, -5)] == [0, 5]


LIMITS = """
    standard  maximum=100                      120:100  100:100
    cn        minimum=10                       5:0      10:10
    oblm      multiple=50                      120:100  49:0
    standard  maximum=99 multiple=50 minimum=51  120:0
    sap       multiple=50                      24:0     25:50    74:50   75:100
    sap       multiple=50 minimum=60           74:0     75:100
    t24       minimum=10 multiple=4            5:0      10:8     12:12
    t24       minimum=10 maximum=8             12:8     9:0
"""


@pytest.mark.parametrize("direction", ["up", "down"])
@pytest.mark.parametrize("line", LIMITS.strip().splitlines())
def test_each_profile_steps_through_the_limits_in_its_order(line, direction):
    profile, *words = line.split()
    names = " ".join(word for word in words if "=" in word)
    if direction == "down":
        names = names.replace("=", "_deficit=")
    rule = units("zero_balance", names)
    for case in (word for word in words if ":" in word):
        base, moved = (int(number) for number in case.split(":"))
        if direction == "up":
            assert up_limited(rule, profile, base, base) == moved, f"{line} at {base}"
        else:
            assert down_limited(rule, profile, base) == moved, f"{line} at {base}"


def test_a_small_transfer_is_raised_to_the_minimum_from_what_there_is():
    rule = units("target_constant", "target=45 minimum=10 multiple=4", raise_to_minimum=True)
    assert up_limited(rule, "t24", 5, 50) == 8
    assert up_limited(rule, "t24", 5, 9) == 0, "still below the minimum: no transfer"
    assert up_limited(rule, "t24", 12, 57) == 12
