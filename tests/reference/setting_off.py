"""Notional pools, restated with exact fractions (section 7).

C is the sum of the credit balances in a pool, D that of the overdrafts, each overdraft up to its
cap, M the smaller one; k x M of both cancel out, in whole minor units rounded down. `net`: the pool
bears on what is left, its participants on nothing that is in it. `advantage`: the pool pays what
that would be beyond what its participants bear. `enhance`: the same with k = 0, on the sides for
which the pool has rates. An agreed deposit is part of what its account bears itself. The result is
rounded once and shared over what each one's days in the pool add up to; over nothing it is the
header's. By rates, every participant but the header has what its part bears at internal rates,
rounded once, and the header has the rest. No cash moves but the result.

A participant that heads another pool of the structure takes part with what that has left (its
offset is the whole), at that pool's terms; that pool's own result and shares stay what they are.

Several currencies: a pot for each, which set off together. Every participant's balance is told in
the base currency at the day's rate on the pool's side, rounded half up; k x M of the sums cancels
out, and of each currency the same part of its credit balances (kM of C) and of its overdrafts (kM
of D), in whole minor units rounded down. What cancelled out bears nothing, or the offset terms.
"""

import datetime
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from tests.reference.accruing import Accrual
from tests.reference.days import settles_by, weight_of
from tests.reference.registering import at_demand_rate
from tests.reference.translating import value_on
from tests.reference.units import BOUNDLESS, minor, rounded, shares
from tests.reference.world import Posting, World
from treasury.money import DIGITS
from treasury.pooling.notional import NotionalCurrency, NotionalMember, NotionalPool

SIDES = ("credit", "debit")


class Pot:
    """One notional pool in one currency while days pass."""

    def __init__(
        self, world: World, pool: NotionalPool, priced_by: NotionalPool | NotionalCurrency
    ) -> None:
        """Before the first day; `priced_by` says header and terms of the currency."""
        scenario, accounts = world.setting.scenario, world.setting.accounts
        known = {one.id: one for one in scenario.terms}
        self.pool, self.terms = pool, known[priced_by.terms]
        self.header, self.currency = priced_by.header, accounts[priced_by.header].currency
        self.base = accounts[pool.header].currency
        self.scenario = replace(scenario, reporting_currency=self.base, fx_side=pool.fx_side)
        self.lines = [
            one for one in scenario.notional_members
            if one.pool == pool.id and accounts[one.account].currency == self.currency
        ]  # fmt: skip
        taking_part = {line.account for line in self.lines}
        self.within = {
            lower.header: lower
            for lower in scenario.notional_pools
            if lower.structure == pool.structure and lower.id != pool.id
            if lower.header in taking_part
        }
        self.own: dict[tuple[str, str], Accrual] = {}
        if pool.method == "register":
            self.whole = {}
            self.set_off = {"debit": self.bearing(pool.terms, "demand")["debit"]}
        else:
            self.whole = self.bearing(priced_by.terms, "pool")
            self.set_off = self.bearing(priced_by.offset_terms, "set off")
        self.agreed = {
            line.account: self.bearing(line.internal_terms or priced_by.internal_terms, "agreed")
            for line in self.lines
            if pool.allocation == "rate_based" and line.account != self.header
        }
        if pool.method != "net":
            terms = {one.id: one.terms for one in scenario.accounts}
            terms |= {name: lower.terms for name, lower in self.within.items()}
            for name in {line.account for line in self.lines}:
                for side in self.whole:
                    own = terms[name]
                    if own is not None:
                        what = ("within" if name in self.within else "own", pool.id, name)
                        self.own[name, side] = Accrual(
                            scenario, known[own], side, self.currency, what
                        )
        self.start()

    def bearing(self, terms: str | None, kind: str) -> dict[str, Accrual]:
        """What bears on each side that the terms have rates for."""
        sides = [
            side
            for side in SIDES
            if (terms, side) in {(one.terms, one.side) for one in self.scenario.rates}
        ]
        if terms is None:
            return {}
        known = {one.id: one for one in self.scenario.terms}
        what = (kind, self.pool.id, self.header)
        return {
            side: Accrual(self.scenario, known[terms], side, self.currency, what) for side in sides
        }

    def start(self) -> None:
        """Nothing shared, carried or due yet."""
        self.weights = dict.fromkeys((line.account for line in self.lines), 0)
        self.carried = Fraction(0)
        self.kept: dict[str, Fraction] = {}
        self.due: dict[str, int] = {}
        self.pending: dict[str, int] = {}

    def inside(self, balances: dict[str, int], day: datetime.date) -> dict[str, int]:
        """What each participant of the day has in the pool."""
        found = {}
        for line in self.lines:
            if (line.valid_from or day) <= day <= (line.valid_until or day):
                found[line.account] = max(balances[line.account], -self.cap(line))
        return found

    def cap(self, line: NotionalMember) -> int:
        """How much of an overdraft is in the pool."""
        return BOUNDLESS if line.debit_cap is None else minor(line.debit_cap, self.currency)

    def in_base(self, balances: dict[str, int], day: datetime.date) -> dict[str, int]:
        """Both sums of what participants have in the pool, each told in the base currency."""
        unit = Fraction(10 ** DIGITS[self.base], 10 ** DIGITS[self.currency])
        worth = unit * value_on(self.scenario, self.currency, day)
        return sums_of(
            [rounded(part * worth, "half_up") for part in self.inside(balances, day).values()]
        )

    def close(
        self, balances: dict[str, int], day: datetime.date, cancelled: dict[str, Fraction]
    ) -> None:
        """Let everything grow by the day, settle where it is the day.

        `cancelled` is the part of each side that cancels out.
        """
        parts = self.inside(balances, day)
        sums = sums_of(parts.values())
        taken = {side: whole_part(cancelled[side] * sums[side]) for side in SIDES}
        for side, accrual in self.whole.items():
            accrual.accrue(sums[side] - taken[side], day)
        for side, accrual in self.set_off.items():
            accrual.accrue(taken[side], day)
        for (name, _), accrual in self.own.items():
            accrual.accrue(max(0, accrual.sign * parts.get(name, 0)), day)
        self.accrue_agreed(parts, day)
        for line in self.lines:
            if line.account in parts and (line.valid_from or day) <= day <= (
                line.valid_until or day
            ):
                weight = self.weight(line, parts[line.account])
                self.weights[line.account] += weight * weight_of(day, self.terms.day_count)
        exact = self.exact()
        self.pending = self.shared(rounded(exact, self.terms.rounding))
        if settles_by(self.scenario, self.terms, day):
            self.settle(exact)

    def accrue_agreed(self, parts: dict[str, int], day: datetime.date) -> None:
        """Let what participants have in the pool grow at internal rates."""
        for name, sides in self.agreed.items():
            for accrual in sides.values():
                accrual.accrue(max(0, accrual.sign * parts.get(name, 0)), day)

    def weight(self, line: NotionalMember, part: int) -> int:
        """By what the participant shares for one day; agreed shares in thousand-millionths."""
        agreed = 1 if line.share is None else int(percent(line.share) * 10**9)
        return {
            "central": 0,
            "rate_based": 0,
            "even": 1,
            "even_to_positive": int(part > 0),
            "agreed": agreed,
            "fair_share": max(0, part),
            "reverse_fair_share": max(0, -part),
            "absolute_pro_rata": abs(part),
        }[self.pool.allocation]

    def exact(self) -> Fraction:
        """The result so far, exactly, with what was carried."""
        pooled = (*self.whole.values(), *self.set_off.values())
        bears = sum((one.sign * one.exact() for one in pooled), Fraction(0))
        alone = sum((one.sign * one.exact() for one in self.own.values()), Fraction(0))
        return self.carried + bears - alone

    def shared(self, amount: int) -> dict[str, int]:
        """Who has how much of an amount, the same for both signs."""
        if self.pool.allocation == "rate_based":
            made = {name: rounded(self.at_rates(name), self.terms.rounding) for name in self.agreed}
            return {**made, self.header: amount - sum(made.values())}
        if not any(self.weights.values()):
            return {self.header: amount}
        sign = -1 if amount < 0 else 1
        parts = shares(abs(amount), self.weights)
        return {name: sign * part for name, part in parts.items()}

    def at_rates(self, name: str) -> Fraction:
        """What a participant's part has borne at internal rates, with what was carried."""
        borne = sum((one.sign * one.exact() for one in self.agreed[name].values()), Fraction(0))
        return self.kept.get(name, Fraction(0)) + borne

    def settle(self, exact: Fraction) -> None:
        """Close the period: it is due tomorrow, and everything begins anew."""
        self.due = self.pending
        rest = exact - rounded(exact, self.terms.rounding)
        self.carried = rest if self.terms.carry_remainder else Fraction(0)
        for name in self.agreed if self.terms.carry_remainder else ():
            made = self.at_rates(name)
            self.kept[name] = made - rounded(made, self.terms.rounding)
        agreed = [one for sides in self.agreed.values() for one in sides.values()]
        for accrual in (*self.whole.values(), *self.set_off.values(), *self.own.values(), *agreed):
            accrual.numbers.clear()
        self.weights = dict.fromkeys(self.weights, 0)

    def post(self, world: World) -> list[tuple[str, int]]:
        """What was settled last evening reaches the accounts; told, by account."""
        posted = sorted(self.due.items())
        for name, amount in posted:
            if amount:
                world.move(name, amount)
                subject = f"{self.pool.id} > {name}"
                world.outcome.postings.append(Posting(world.day, "pool", subject, "credit", amount))
        self.due = {}
        return posted


def percent(text: str) -> Fraction:
    """The written percentage as a fraction."""
    return Fraction(text.strip().rstrip("%").strip()) / 100


def sums_of(parts: Iterable[int]) -> dict[str, int]:
    """The sum of what is above zero and that of what is below, neither negative."""
    listed = list(parts)
    return {
        "credit": sum(part for part in listed if part > 0),
        "debit": -sum(part for part in listed if part < 0),
    }


def whole_part(amount: Fraction) -> int:
    """Whole minor units, rounded down."""
    return amount.numerator // amount.denominator


def pots_of(world: World) -> list[Pot]:
    """The notional pools of the structure, in each of their currencies."""
    structure, scenario = world.setting.structure, world.setting.scenario
    found = []
    for pool in scenario.notional_pools:
        if structure is not None and pool.structure == structure.id:
            found.append(Pot(world, pool, pool))
            others = [one for one in scenario.notional_currencies if one.pool == pool.id]
            found += [Pot(world, pool, each) for each in others]
    return found


def left_to_own_terms(world: World, pots: list[Pot]) -> dict[str, int]:
    """What of every value balance the accounts' own terms bear on."""
    left = dict(world.value)
    for pot in pots:
        if pot.pool.method == "register":
            left[pot.header] += at_demand_rate(world, pot.pool)
        if pot.pool.method == "net":
            for name, part in pot.inside(world.value, world.day).items():
                left[name] -= part
    return left


def pools_inside_first(pots: list[Pot]) -> list[NotionalPool]:
    """The pools, each after those that take part in it."""
    waiting = {pot.pool.id: pot.pool for pot in pots}
    around = {(lower.id, pot.pool.id) for pot in pots for lower in pot.within.values()}
    found = []
    while waiting:
        held = {outer for lower, outer in around if lower in waiting}
        found.append(waiting.pop(next(each for each in waiting if each not in held)))
    return found


def close_pots(world: World, pots: list[Pot]) -> None:
    """At close: every pool sets off, its currencies together; what one has left is in the pool in
    which it takes part, in place of its header's own balance."""
    left_of: dict[str, int] = {}
    for pool in pools_inside_first(pots):
        own = [pot for pot in pots if pot.pool is pool]
        value = {
            pot: world.value | {name: left_of[lower.id] for name, lower in pot.within.items()}
            for pot in own
        }
        told = [pot.in_base(value[pot], world.day) for pot in own]
        whole = {side: sum(each[side] for each in told) for side in SIDES}
        k = Fraction(0) if pool.method == "enhance" else percent(pool.offset or "100%")
        cancelled = whole_part(k * min(whole.values()))
        if pool.method == "register":
            cancelled = at_demand_rate(world, pool)
        parts = {side: Fraction(cancelled, whole[side] or 1) for side in SIDES}
        for pot in own:
            pot.close(value[pot], world.day, parts)
        left_of[pool.id] = sum(own[0].inside(value[own[0]], world.day).values())


def tell_pending(world: World, pots: list[Pot]) -> None:
    """What every account has of results that are not posted by the end."""
    for pot in pots:
        for name, amount in pot.pending.items():
            if amount:
                world.outcome.accrued["pool", f"{pot.pool.id} > {name}", "credit"] = amount
