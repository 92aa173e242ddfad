"""Fees by terms, restated with exact fractions (section 8): base, rate, bounds, payer, period."""

import datetime
from dataclasses import dataclass, field
from fractions import Fraction

from tests.reference.analysing import takes
from tests.reference.days import ONE_DAY, basis_of, is_settlement, weight_of
from tests.reference.pairing import one_loan, standing
from tests.reference.setting import LinkKey, Setting, key_of, limit_on_day
from tests.reference.units import minor, rate_of, rounded
from tests.reference.world import Levied, World
from treasury.fees import FeeTerm

LIMITS = ("credit_line", "undrawn_line", "undrawn_overdraft")
MONTHS = {"month": "monthly", "quarter": "quarterly", "year": "yearly"}
SweptOver = tuple[str, str]
"""Participant and header."""


@dataclass
class Levy:
    """One fee of one payer, and between two legal persons where it is on what they owe.

    `lent` and `borrowed` are the links whose positions above and below zero count; `swept` those
    whose sweeps do; `limit` is an overdraft's, or that of the credit
    line `facility` on the day of a fee that is charged once, of which what is drawn of `line`
    or used of the account `overdraft` does not count. `base` was seen since the last charge.
    `parties` share one minimum and one maximum, in the order of their accounts; it is one of them.
    """

    versions: list[FeeTerm]
    account: str
    currency: str
    about: tuple[str, ...]
    lent: list[LinkKey] = field(default_factory=list)
    borrowed: list[LinkKey] = field(default_factory=list)
    swept: list[SweptOver] = field(default_factory=list)
    limit: int = 0
    facility: str | None = None
    line: str | None = None
    overdraft: str | None = None
    base: int = 0
    exact: Fraction = Fraction(0)
    parties: "list[Levy]" = field(default_factory=list)

    def on(self, day: datetime.date) -> FeeTerm | None:
        """The version in force on a day."""
        begun = [one for one in self.versions if (one.valid_from or datetime.date.min) <= day]
        return max(begun, key=lambda one: one.valid_from or datetime.date.min, default=None)

    def is_due(self, day: datetime.date) -> bool:
        """Whether its period has ended with the day before."""
        one = self.versions[0]
        if one.every == "once":
            return day == one.date
        return is_settlement(day, MONTHS[one.every], one.day)

    def bounded(self, day: datetime.date) -> int:
        """What is charged, by the version that was in force when the period ended.

        Where a bound holds of all parties together, each bears its part of it by what it has
        seen; the first one's is rounded half up, the other's is the rest.
        """
        once = self.versions[0].every == "once"
        term = self.on(day if once else day - ONE_DAY)
        own = [rounded(one.exact, "half_up") for one in self.parties]
        amount = sum(own)
        if term is not None and term.minimum is not None:
            amount = max(amount, minor(term.minimum, self.currency))
        if term is not None and term.maximum is not None:
            amount = min(amount, minor(term.maximum, self.currency))
        if amount != sum(own):
            whole = sum(one.base for one in self.parties)
            first = rounded(Fraction(amount * self.parties[0].base, whole), "half_up")
            own = [first, amount - first]
        (at,) = (at for at, one in enumerate(self.parties) if one is self)
        return own[at]


def levies_of(setting: Setting) -> list[Levy]:
    """Every fee by terms of the run that can be charged."""
    names = sorted({one.fee for one in setting.scenario.fee_terms})
    found = []
    for name in names:
        versions = [one for one in setting.scenario.fee_terms if one.fee == name]
        term = versions[0]
        here = setting.structure.id if setting.structure else None
        if term.structure is None or term.structure == here:
            found += (
                of_limit(setting, versions) if term.base in LIMITS else of_links(setting, versions)
            )
    for levy in found:
        levy.parties = sorted(parties_of(setting, levy, found), key=lambda one: one.account)
    return found


def parties_of(setting: Setting, levy: Levy, found: list[Levy]) -> list[Levy]:
    """Who shares the bounds of a levy: of a loan that is netted by pair both who lend."""
    if setting.structure is None or setting.structure.netting != "pair":
        return [levy]
    what = levy.versions[0].fee, levy.about, levy.currency
    return [one for one in found if (one.versions[0].fee, one.about, one.currency) == what]


def of_limit(setting: Setting, versions: list[FeeTerm]) -> list[Levy]:
    """The fee of a credit line or of an overdraft, which its account pays."""
    term = versions[0]
    if term.base == "undrawn_overdraft":
        account = next(one for one in setting.scenario.accounts if one.id == term.account)
        assert account.overdraft != "unlimited"
        limit = minor(account.overdraft, account.currency)
        own = (account.id,)
        return [
            Levy(versions, account.id, account.currency, own, limit=limit, overdraft=account.id)
        ]
    line = next(one for one in setting.scenario.credit_lines if one.id == term.credit_line)
    currency = setting.accounts[line.account].currency
    agreed = limit_on_day(setting, line.id, term.date or setting.scenario.first_day)
    drawn = line.id if term.base == "undrawn_line" else None
    return [
        Levy(versions, line.account, currency, (line.id,), limit=agreed, facility=line.id,
             line=drawn)
    ]  # fmt: skip


def of_links(setting: Setting, versions: list[FeeTerm]) -> list[Levy]:
    """The fees on what is owed or swept over the structure's links, by payer."""
    found: dict[tuple[object, ...], Levy] = {}
    term = versions[0]
    for link in setting.links:
        ends = {"participant": link.participant, "header": link.header}
        currency = setting.accounts[link.participant].currency
        people = tuple(setting.accounts[one].person for one in ends.values())
        if term.currency not in (None, currency):
            continue
        if term.base == "loan_balance":
            if people[0] == people[1] or one_loan(setting)[key_of(link)] != key_of(link):
                continue
            ways = {"lent": ("participant", "header"), "borrowed": ("header", "participant")}
            for way, (lender, borrower) in ways.items():
                roles = {"lender": lender, "borrower": borrower}
                payer = term.payer or "participant"
                account = ends[roles.get(payer, payer)]
                key = (people, account)
                levy = found.setdefault(key, Levy(versions, account, currency, people))
                getattr(levy, way).append(key_of(link))
        else:
            account = ends[term.payer or "participant"]
            levy = found.setdefault((account,), Levy(versions, account, currency, (account,)))
            way_swept = (link.participant, link.header)
            if way_swept not in levy.swept:
                levy.swept.append(way_swept)
    return list(found.values())


def charge(world: World, levy: Levy) -> None:
    """At opening: what is due, and counted anything, leaves the accounts of all parties; then it
    starts anew. Parties are charged together, where the first of them stands."""
    term = levy.versions[0]
    if term.every == "once":
        see_once(levy, world.day)
    if not levy.is_due(world.day) or levy is not levy.parties[0]:
        return
    for one, amount in [(one, one.bounded(world.day)) for one in levy.parties if one.base]:
        about = term.fee, one.account
        if not takes(world, term.analysis, about, world.day - ONE_DAY, amount):
            world.move(one.account, -amount)
            world.outcome.levies.append(Levied(world.day, *about, amount))
    for one in levy.parties:
        one.base, one.exact = 0, Fraction(0)


def see_once(levy: Levy, day: datetime.date) -> None:
    """A fee charged once: the rate of its day, of the whole limit."""
    term = levy.on(day)
    if day == levy.versions[0].date and term is not None:
        levy.base = levy.limit
        levy.exact = levy.limit * rate_of(term.rate or "")


def see(world: World, levy: Levy, swept: list[tuple[SweptOver, int]]) -> None:
    """At close: the day's sweeps and what stands at its end, at the rate of the day."""
    term = levy.on(world.day)
    if term is None or term.every == "once":
        return
    if term.base in ("loan_balance", *LIMITS):
        stands = standing(world)
        owed = sum(max(0, stands[key]) for key in levy.lent)
        owed += sum(max(0, -stands[key]) for key in levy.borrowed)
        used = world.owed[levy.line] if levy.line else 0
        used += max(0, -world.value[levy.overdraft]) if levy.overdraft else 0
        limit = world.setting.limits[levy.facility] if levy.facility else levy.limit
        seen = (owed + max(0, limit - used)) * weight_of(world.day, term.day_count)
        per_unit = rate_of(term.rate or "") / basis_of(world.day, term.day_count)
    else:
        amounts = [amount for over, amount in swept if over in levy.swept]
        counts = term.base == "sweep_count"
        seen = len(amounts) if counts else sum(amounts)
        per_unit = (
            Fraction(minor(term.amount, levy.currency))
            if counts and term.amount is not None
            else rate_of(term.rate or "")
        )
    levy.base += seen
    levy.exact += seen * per_unit


def would_charge(world: World, levy: Levy) -> None:
    """At the end: what would be charged if the next day were its day."""
    if levy.base and levy.versions[0].every != "once":
        amount = levy.bounded(world.day + ONE_DAY)
        key = levy.versions[0].fee, levy.account
        if amount and takes(world, levy.versions[0].analysis, key, world.day, amount):
            world.outcome.analysed_fees.pop()  # it is not charged yet
        if amount:
            world.outcome.levied[key] = world.outcome.levied.get(key, 0) + amount
