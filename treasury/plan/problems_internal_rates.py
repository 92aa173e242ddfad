"""Problems of notional pools shared by internal rates: rates that lack or do nothing.

Source: the docstrings of `NotionalPool` and `NotionalMember`; the banking day, section 7.
"""

from treasury.plan.problems_facts import Facts, Found, wrong
from treasury.plan.problems_notional import MEMBERS

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


INTERNAL_RATE_PROBLEMS = (internal_rates_that_lack, internal_rates_of_no_use)
