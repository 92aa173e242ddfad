"""Problems of register pools: a header that is outside, or heads several pools; shares of nobody.

Source: the docstring of `NotionalPool`.
"""

from treasury.plan.problems_facts import Facts, Found, wrong
from treasury.plan.problems_notional import MEMBERS, POOLS


def registers_without_their_header(facts: Facts) -> Found:
    """Register pools whose header is no participant, or heads another pool of the structure."""
    for index, pool in enumerate(facts.scenario.notional_pools):
        if pool.method != "register":
            continue
        members = [member.account for _, member in facts.members.get(pool.id, [])]
        if members and pool.header not in members and not facts.any_broken(MEMBERS):
            message = f"the header {pool.header!r} is not in the register {pool.id!r} itself"
            expected = f"a line of {MEMBERS} with account = {pool.header!r}"
            yield wrong(POOLS, index, "header", message, expected)
        others = facts.within(pool, pool.header)
        if others:
            other = others[0].id
            message = f"{pool.header!r} heads {other!r} too, and a register has its own header"
            yield wrong(POOLS, index, "header", message, "an account that heads no other pool")


def registers_that_share(facts: Facts) -> Found:
    """Register pools whose result is to be anybody's but the header's."""
    for index, pool in enumerate(facts.scenario.notional_pools):
        if pool.method == "register" and pool.allocation != "central":
            message = "a register bears on its header's overdraft alone, so nobody shares"
            yield wrong(POOLS, index, "allocation", message, "central")


REGISTER_PROBLEMS = (registers_without_their_header, registers_that_share)
