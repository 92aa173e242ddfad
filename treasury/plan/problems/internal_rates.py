"""Problems of notional pools shared by internal rates: rates that lack, do nothing or pay twice.

Source: the docstrings of `NotionalPool` and `NotionalMember`; the banking day, section 7.
"""

from treasury.plan.problems.facts import Facts, Found, wrong
from treasury.plan.problems.notional import MEMBERS, POOLS, SIDES_BORNE

OF_MEMBERS = "internal_terms for the participant or for the pool"


def internal_rates_that_lack(facts: Facts) -> Found:
    """Participants without an internal rate, and those with several, where rates share a result."""
    for _, _, pool in facts.pool_rows:
        first: dict[str, str | None] = {}
        for index, member in facts.members.get(pool.id, []):
            apart = facts.currency(member.account) != facts.currency(pool.header)
            if pool.allocation != "rate_based" or apart or member.account == pool.header:
                continue
            terms = member.internal_terms or pool.internal_terms
            if terms is None:
                message = f"{pool.id!r} is shared by rates, and {member.account!r} has none"
                yield wrong(MEMBERS, index, "internal_terms", message, OF_MEMBERS)
            elif first.setdefault(member.account, terms) != terms:
                message = (
                    f"{member.account!r} shares in {pool.id!r} at {first[member.account]!r} already"
                )
                expected = "the same internal_terms, with rates by date where they change"
                yield wrong(MEMBERS, index, "internal_terms", message, expected)


def internal_rates_of_no_use(facts: Facts) -> Found:
    """Internal rates where the result is not shared by rates, and those of a header."""
    for name, index, pool in facts.pool_rows:
        if pool.internal_terms is not None and pool.allocation != "rate_based":
            message = f"{pool.id!r} is shared as {pool.allocation}, not by rates"
            expected = "no internal_terms, or allocation rate_based for the pool"
            yield wrong(name, index, "internal_terms", message, expected)
    headers = {(pool.id, pool.header) for _, _, pool in facts.pool_rows}
    for pool in facts.scenario.notional_pools:
        for index, member in facts.members.get(pool.id, []):
            if member.internal_terms is None:
                continue
            if pool.allocation != "rate_based":
                message = f"{pool.id!r} is shared as {pool.allocation}, not by rates"
                expected = "no internal_terms, or allocation rate_based for the pool"
                yield wrong(MEMBERS, index, "internal_terms", message, expected)
            elif (pool.id, member.account) in headers:
                message = f"{member.account!r} is a header of {pool.id!r} and keeps the rest"
                yield wrong(MEMBERS, index, "internal_terms", message, "no internal_terms")


def internal_rates_of_one_side(facts: Facts) -> Found:
    """Internal terms without a credit or a debit rate: who is on that side would bear nothing."""
    for name, index, pool in facts.pool_rows:
        if pool.allocation != "rate_based":
            continue
        own = [
            ((MEMBERS, at), member.internal_terms)
            for at, member in facts.members.get(pool.id, [])
            if facts.currency(member.account) == facts.currency(pool.header)
        ]
        for (where, at), terms in [((name, index), pool.internal_terms), *own]:
            lines = facts.rates.get(terms or "", [])
            if not lines or facts.is_broken("rates", terms or ""):
                continue
            for side in SIDES_BORNE["net"]:
                if all(rate.side != side for _, rate in lines):
                    message = f"{terms!r} has no {side} rate, and participants share at both sides"
                    expected = f"a line in rates for {terms!r} ({side}), 0% if it bears nothing"
                    yield wrong(where, at, "internal_terms", message, expected)


def internal_rates_that_pay_twice(facts: Facts) -> Found:
    """Internal rates in pools whose participants bear their own terms as ever."""
    for index, pool in enumerate(facts.scenario.notional_pools):
        if pool.allocation == "rate_based" and pool.method in ("advantage", "enhance"):
            message = (
                f"with {pool.method} the participants bear their own terms already, and internal "
                "rates would pay the same balances once more"
            )
            yield wrong(POOLS, index, "allocation", message, "method net, or another allocation")


INTERNAL_RATE_PROBLEMS = (
    internal_rates_that_lack,
    internal_rates_of_no_use,
    internal_rates_of_one_side,
    internal_rates_that_pay_twice,
)
