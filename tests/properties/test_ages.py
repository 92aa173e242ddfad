"""Ages of positions are the twin's, for random debts and in random structures."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.properties.profiles import quick
from tests.properties.strategies import scenarios
from tests.reference.ageing import coins_left, days_without_zero, in_band, never_below
from treasury.ages import age_of, ages, owed_by_pair
from treasury.comparison import study

BANDS = ((1, 30), (31, 90), (91, 180), (181, 365), (366, None))
RUNS = st.lists(st.tuples(st.integers(0, 12), st.sampled_from([1, 2, 29, 30, 31, 90])), max_size=8)


@quick(150)
@given(RUNS, st.integers(1, 12))
def test_layers_bands_and_the_core_are_the_twin_s(stretches, last):
    """A debt that stays for stretches of days, as long as the bands and a day beside them."""
    owed = [amount for amount, days in stretches for _ in range(days)] + [last]
    age = age_of(("A", "B", "CNY"), np.array(owed, dtype=np.int64))
    coins = coins_left(owed)
    assert [layer.since for layer in age.layers for _ in range(layer.amount)] == coins
    assert len({layer.since for layer in age.layers}) == len(age.layers)
    assert age.bands() == tuple(in_band(owed, *band) for band in BANDS)
    assert age.oldest_days == len(owed) - coins[0]
    assert age.smallest == tuple(never_below(owed, days) for days in (90, 180, 365))
    assert age.smallest_of_run == never_below(owed, len(owed))
    assert age.days_since_zero == days_without_zero(owed) >= age.oldest_days


@quick(30)
@given(scenarios())
def test_layers_sum_to_what_is_owed_and_check_7_passes(scenario):
    for run in study(scenario).runs:
        position = run.projection.position
        owed = owed_by_pair(run.plan, position)
        found = {(one.creditor, one.debtor, one.currency): one for one in ages(run.plan, position)}
        assert {pair: one.amount for pair, one in found.items()} == {
            pair: int(days[-1]) for pair, days in owed.items() if days[-1]
        }
        assert [one.passed for one in run.checks if one.name.startswith("7 ")] in ([True], [None])
