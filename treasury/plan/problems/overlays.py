"""Problems of notional pools of several currencies: what each needs, and rates that do not fit.

Source: the docstrings of `NotionalPool` and `NotionalCurrency`; the banking day, section 7.
"""

from fractions import Fraction

from treasury.errors import Complaint
from treasury.plan.problems.amounts import balances_at_most
from treasury.plan.problems.facts import Facts, Found, wrong
from treasury.plan.problems.fx import (
    days_without_a_rate,
    needs,
    needs_of_pools,
    ways_that_lack,
)
from treasury.plan.problems.notional import CURRENCIES, POOLS, stranger
from treasury.plan.translation import factors
from treasury.pooling.notional import NOTHING_SET_OFF

BITS_OF_BASE = 61
"""Shares of a sum are exact where it has so many bits."""


def currencies_of_no_use(facts: Facts) -> Found:
    """Currencies under a method that sets nothing off, and sides of rates in one currency."""
    several = {each.pool for each in facts.scenario.notional_currencies}
    for index, pool in enumerate(facts.scenario.notional_pools):
        if pool.method in NOTHING_SET_OFF and pool.id in several:
            message = (
                f"{pool.method} sets nothing off, so a pool has nothing to do with other currencies"
            )
            yield wrong(POOLS, index, "method", message, "net or advantage, or a pool a currency")
        if pool.fx_side != "mid" and pool.id not in several and not facts.any_broken(CURRENCIES):
            message = f"nothing is translated in {pool.id!r}: it has one currency"
            yield wrong(POOLS, index, "fx_side", message, f"no fx_side, or lines of {CURRENCIES}")
    for name, index, pool in facts.pool_rows:
        if pool.method in NOTHING_SET_OFF and pool.offset_terms is not None:
            message = f"{pool.method} sets nothing off, so nothing bears offset_terms"
            yield wrong(name, index, "offset_terms", message, "no offset_terms, or another method")


def currencies_given_twice(facts: Facts) -> Found:
    """Headers in a currency that the pool has already, at another bank, or that may not pool."""
    seen: set[tuple[str, str]] = set()
    for index, each in enumerate(facts.scenario.notional_currencies):
        pool, header = facts.pools.get(each.pool), facts.accounts.get(each.header)
        base = facts.accounts.get(pool.header) if pool else None
        if header is None or base is None:
            continue
        yield from stranger((CURRENCIES, index, "header"), header, base)
        if header.currency == base.currency or (each.pool, header.currency) in seen:
            message = f"{each.pool!r} has {header.currency} already"
            yield wrong(CURRENCIES, index, "header", message, "one header a currency")
        seen.add((each.pool, header.currency))


def currencies_of_nobody(facts: Facts) -> Found:
    """Currencies of a pool in which nobody takes part."""
    if facts.any_broken("notional_members") or facts.any_broken("accounts"):
        return
    for index, each in enumerate(facts.scenario.notional_currencies):
        currency = facts.currency(each.header)
        members = facts.members.get(each.pool, [])
        if currency and all(facts.currency(one.account) != currency for _, one in members):
            message = f"{each.pool!r} has no participant in {currency}"
            expected = f"a line of notional_members with an account in {currency}"
            yield wrong(CURRENCIES, index, "header", message, expected)


def bases_beyond_64_bits(facts: Facts) -> Found:
    """Rates with more digits than set-off is exact with, and sums too large in a base currency."""
    overlays = {each.pool for each in facts.scenario.notional_currencies} & facts.pools.keys()
    if not overlays or list(ways_that_lack(facts)) or list(days_without_a_rate(facts)):
        return
    days = (facts.scenario.last_day - facts.scenario.first_day).days + 1
    most, own = balances_at_most(facts, days), needs_of_pools(facts)
    highest = {
        (need.currency, need.into, need.side): factors(facts.scenario, *need[:3])
        for need in needs(facts) if need in own
    }  # fmt: skip
    for (currency, into, _), found in highest.items():
        if any(max(each.numerator, each.denominator) >= 2**BITS_OF_BASE for each in found):
            message = f"the rates by which {currency} becomes {into} have too many digits"
            yield Complaint(path=("fx_rates",), message=message, expected="fewer decimals")
    for currency, into, _ in highest:
        total = most.get(into, 0) + sum(
            (most.get(other, 0) * max(each) for (other, base, _), each in highest.items()
             if base == into), Fraction(0),
        )  # fmt: skip
        if total >= 2 ** (BITS_OF_BASE - 1):
            message = f"balances in {currency} and others could be too large in {into} to set off"
            yield Complaint(path=("fx_rates",), message=message, expected="smaller amounts")


OVERLAY_PROBLEMS = (currencies_of_no_use, currencies_given_twice, currencies_of_nobody)
OVERLAY_DATES = (bases_beyond_64_bits,)
