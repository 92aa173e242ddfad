"""The preview of an evening is that evening of the run, wherever nothing else is open."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from tests.evenings import evenings, moves_of
from tests.properties.profiles import SLOW_KERNEL, quick
from tests.properties.strategies import thrown
from treasury.reporting.previewing import preview

SEEDS = 30 if SLOW_KERNEL else 60


@quick(60)
@given(st.integers(0, 10**6))
def test_a_previewed_evening_is_the_run_s_where_nothing_else_is_open(seed: int) -> None:
    """Where links begin or end inside the run, headers of one level may have another order."""
    scenario = thrown(seed)
    dated = any(link.valid_from or link.valid_until for link in scenario.links)
    for evening in evenings(scenario, scenario.structures[0].id):
        if not evening.open_besides():
            told, made = moves_of(preview(evening.asked())), evening.moves()
            assert (sorted(told) if dated else told) == (sorted(made) if dated else made)


def test_random_evenings_are_compared_often_and_move_money_by_every_kind() -> None:
    compared, kinds = 0, Counter[str]()
    for seed in range(SEEDS):
        scenario = thrown(seed)
        for evening in evenings(scenario, scenario.structures[0].id):
            if not evening.open_besides():
                compared += 1
                kinds.update(kind for *_, amount, _, kind in evening.moves() if amount)
    assert compared > SEEDS and min(kinds[kind] for kind in ("concentration", "funding", "draw"))
