"""Lints of floors and caps: bounds that hold a rate on every day of the run, whatever its index."""

from itertools import chain

from treasury.linting.remark import Remark, Remarks
from treasury.plan.fixings import Quote
from treasury.plan.rate_versions import Tiers, all_tiers
from treasury.rates import parse_rate, written_rate
from treasury.scenario import Scenario

HELD = {"floor": "at most", "cap": "at least"}
"""How near the rate without the bound ever comes to it."""


def bound_remarks(scenario: Scenario) -> Remarks:
    """Floors and caps that always hold; of rates compounded in arrears each day's bound is in the
    rate, and nothing is said."""
    borne = quotes_borne(all_tiers(scenario)) if follows_any(scenario) else {}
    for index, rate in enumerate(scenario.rates):
        quotes = borne.get(id(rate), [])
        held = {each.bound for each in quotes}
        if len(held) != 1 or not held & {*HELD} or any(each.compounded for each in quotes):
            continue
        (key,) = held
        if key == "floor" and rate.side == "credit" and parse_rate(rate.floor or "") == 0:
            continue  # a deposit is not to cost anything: that is what the floor is for
        free = [each.fixing.rate + each.price.margin for each in quotes if each.fixing]
        nearest = max(free) if key == "floor" else min(free)
        yield Remark(
            name="bound_always_holds",
            severity="warning",
            path=("rates", index, key),
            message=(
                f"the {key} {getattr(rate, key)} of {rate.terms!r} holds on every day of the run: "
                f"{rate.rate} comes to {HELD[key]} {written_rate(nearest)}, so "
                f"{quotes[0].price.follows!r} never moves the rate"
            ),
            suggestion=f"the {key} as it was agreed looked up again, or leave it if that is so",
        )


def follows_any(scenario: Scenario) -> bool:
    """Whether a rate has a bound, which only one that follows an index may have."""
    return any(rate.floor or rate.cap for rate in scenario.rates)


def quotes_borne(tiers: list[Tiers]) -> dict[int, list[Quote]]:
    """What each line of the rate table comes to in the run, by the line's identity."""
    found: dict[int, list[Quote]] = {}
    for version in tiers:
        for quotes in chain([version.quotes], (again for _, again in version.again)):
            for rate, quote in zip(version.rates, quotes, strict=True):
                found.setdefault(id(rate), []).append(quote)
    return found
