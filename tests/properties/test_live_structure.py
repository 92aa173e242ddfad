"""A structure that lives: money comes and goes, members too, days end; what happened stays.

Each step adds to a scenario at a later moment. After it the engine runs the whole scenario anew:
it agrees with the twin, and says of every earlier moment what it said before. Nothing is swept
between two accounts that no link joins on that day, and a member that has left is paid out, or its
header has nothing.
"""

import datetime
import math
from dataclasses import replace
from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.properties.agreement import difference, in_words
from tests.properties.picking import WHOLE
from tests.properties.profiles import SLOW_KERNEL, UNHEALTHY
from tests.properties.scope import ENGINE
from tests.properties.steps_of_members import AtEnd, changed, in_force, joined, left, link_today
from tests.properties.strategies import Size, thrown
from tests.reference.days import ONE_DAY
from tests.reference.units import minor
from tests.reference.world import Outcome, Sweep
from treasury.accounts.chart import Hold, Stop, StopKind
from treasury.comparison import study
from treasury.flows.items import Item
from treasury.plan.resolve import resolve
from treasury.scenario import Scenario
from treasury.simulation.simulate import simulate

LONGEST = 12
SIZE = Size(accounts=(5, 6, 7), items=(0,), days=(LONGEST,))
UNDATED = replace(ENGINE, options=tuple(one for one in ENGINE.options if one != "dated_links"))
FIRST_MINUTE, LAST_MINUTE = 8 * 60, 18 * 60
PLACES = st.integers(0, 30)
AMOUNTS = st.sampled_from(WHOLE)
PAUSES = st.sampled_from((0, 0, 1, 60, 240))


def begun(seed: int) -> Scenario:
    """A random structure on its first day, before anything happened."""
    whole = thrown(seed, SIZE, UNDATED)
    fees = tuple(fee for fee in whole.fees if fee.every != "once")
    return replace(
        whole,
        last_day=whole.first_day,
        term_loans=(),
        deposits=(),
        withdrawals=(),
        money_market_sweeps=(),
        overdraft_agreements=(),
        fees=fees,
        fee_terms=(),
        tax_terms=(),
        items=(),
        stops=(),
        holds=(),
    )


class LiveStructure(RuleBasedStateMachine):
    """The scenario so far, the moment it has reached, and what the engine said of it last."""

    scenario: Scenario
    before: Outcome

    @initialize(seed=st.integers(0, 10**6))
    def open_first_day(self, seed: int) -> None:
        """A structure without any item."""
        self.scenario = begun(seed)
        self.minute = FIRST_MINUTE
        self.before = lived(self.scenario)

    @rule(place=PLACES, amount=AMOUNTS, pause=PAUSES)
    def receive(self, place: int, amount: int, pause: int) -> None:
        """An account receives money now."""
        self.add_item(place, amount, pause, {})

    @rule(
        place=PLACES,
        amount=AMOUNTS,
        pause=PAUSES,
        priority=st.sampled_from((0, 0, 1)),
        if_short=st.sampled_from(("queue", "queue", "reject")),
    )
    def pay(self, place: int, amount: int, pause: int, priority: int, if_short: str) -> None:
        """An account wants to pay now."""
        self.add_item(place, -amount, pause, {"priority": priority, "if_short": if_short})

    def add_item(self, place: int, amount: int, pause: int, terms: dict[str, Any]) -> None:
        accounts = self.scenario.accounts
        self.minute = min(self.minute + pause, LAST_MINUTE)
        item = Item(
            id=f"i{len(self.scenario.items)}",
            date=self.scenario.last_day,
            time=datetime.time(self.minute // 60, self.minute % 60),
            account=accounts[place % len(accounts)].id,
            amount=Decimal(amount),
            **terms,
        )
        self.go_on(replace(self.scenario, items=(*self.scenario.items, item)))

    @precondition(lambda self: "stops" in ENGINE.options)
    @rule(place=PLACES, kind=st.sampled_from(get_args(StopKind)))
    def stop(self, place: int, kind: StopKind) -> None:
        """An account is stopped from today."""
        account = self.scenario.accounts[place % len(self.scenario.accounts)].id
        today = self.scenario.last_day
        if any(one.account == account for one in self.stops_today()):
            return
        stop = Stop(account=account, valid_from=today, kind=kind)
        self.go_on(replace(self.scenario, stops=(*self.scenario.stops, stop)))

    @precondition(lambda self: bool(self.stops_today()))
    @rule(place=PLACES)
    def release(self, place: int) -> None:
        """A stopped account is free again from today, as if not stopped where that was today."""
        free = self.stops_today()[place % len(self.stops_today())]
        today = self.scenario.last_day
        ended = replace(free, valid_until=today - ONE_DAY)
        kept = (ended,) if free.valid_from < today else ()
        others = tuple(one for one in self.scenario.stops if one is not free)
        self.go_on(replace(self.scenario, stops=(*others, *kept)))

    @rule(place=PLACES, amount=AMOUNTS, lasts=st.sampled_from((None, 0, 2)))
    def hold(self, place: int, amount: int, lasts: int | None) -> None:
        """An amount of an account is held from today, for some days or for good."""
        account = self.scenario.accounts[place % len(self.scenario.accounts)].id
        today = self.scenario.last_day
        until = None if lasts is None else today + lasts * ONE_DAY
        hold = Hold(account=account, amount=Decimal(amount), valid_from=today, valid_until=until)
        self.go_on(replace(self.scenario, holds=(*self.scenario.holds, hold)))

    @rule(place=PLACES, above=PLACES, which=PLACES)
    def join(self, place: int, above: int, which: int) -> None:
        """An account that is nobody's participant becomes one today."""
        member = free_accounts(self.scenario)
        if member:
            account = member[place % len(member)]
            self.go_on_if(joined(self.scenario, account, *self.under(account, above, which)))

    @rule(place=PLACES)
    def leave(self, place: int) -> None:
        """Today is the last day of a participant; in the evening it is paid out, or pays back."""
        account = self.scenario.accounts[place % len(self.scenario.accounts)].id
        self.go_on_if(left(self.scenario, account))

    @precondition(lambda self: self.days_so_far() < LONGEST)
    @rule(place=PLACES, above=PLACES, which=PLACES, at_end=st.sampled_from(("settle", "novate")))
    def change_rule(self, place: int, above: int, which: int, at_end: AtEnd) -> None:
        """From tomorrow a participant is under another rule, and maybe another header."""
        member = [link.participant for link in self.scenario.links if link.valid_until is None]
        if member:
            account = member[place % len(member)]
            under = self.under(account, above, which)
            if self.go_on_if(changed(self.scenario, account, *under, at_end)):
                self.minute = FIRST_MINUTE

    def under(self, account: str, above: int, which: int) -> tuple[str, str]:
        """A header and a rule; every second time the header that the account has today."""
        today = link_today(self.scenario, account)
        accounts, rules = self.scenario.accounts, self.scenario.rules
        stays = today is not None and above % 2 == 0
        header = today.header if today and stays else accounts[above % len(accounts)].id
        return header, rules[which % len(rules)].id

    def go_on_if(self, longer: Scenario | None) -> bool:
        """Whether the step can be written down; then it is made."""
        if longer is not None:
            self.go_on(longer)
        return longer is not None

    def stops_today(self) -> list[Stop]:
        return [one for one in self.scenario.stops if one.valid_until is None]

    @precondition(lambda self: self.days_so_far() < LONGEST)
    @rule()
    def close_day(self) -> None:
        """The day ends, the next one begins."""
        self.minute = FIRST_MINUTE
        self.go_on(replace(self.scenario, last_day=self.scenario.last_day + ONE_DAY))

    def days_so_far(self) -> int:
        return (self.scenario.last_day - self.scenario.first_day).days + 1

    def go_on(self, longer: Scenario) -> None:
        """The engine agrees with the twin, and has not changed its mind about the past."""
        assert difference(longer, "S0") == ""
        assert difference(longer, None) == ""
        after = lived(longer)
        today, days = self.scenario.last_day, self.days_so_far() - 1
        assert history(after, today, days) == history(self.before, today, days)
        assert strangers(longer, after) == []
        assert unpaid(longer, after) == []
        self.scenario, self.before = longer, after

    def teardown(self) -> None:
        """At the end every check of the run passes."""
        if hasattr(self, "scenario"):
            for run in study(self.scenario).runs:
                assert [one for one in run.checks if one.passed is False] == []


def lived(scenario: Scenario) -> Outcome:
    """What the engine says of the scenario under its structure."""
    plan = resolve(scenario, "S0", "S0")
    return in_words(plan, simulate(plan))


def history(outcome: Outcome, today: datetime.date, days: int) -> tuple[Any, ...]:
    """What an outcome says of the days before today: balances, positions, and all that moved.

    Of payments, those that were made; what still waits may have been given up at the run's end.
    Sweeps without their order: a later link may change that of headers on one level.
    """
    made = {key: fate for key, fate in outcome.fates.items() if fate.what == "made"}
    return (
        {name: balances[:days] for name, balances in outcome.book.items()},
        {name: balances[:days] for name, balances in outcome.value.items()},
        {link: past for link, whole in outcome.position.items() if any(past := whole[:days])},
        {loan: owed[:days] for loan, owed in outcome.owed.items()},
        sorted(one for one in outcome.sweeps if one.day < today),
        [one for one in outcome.draws if one.day < today],
        sorted(one for one in outcome.postings if one.day < today),
        {key: fate for key, fate in made.items() if fate.day < today},
    )


def free_accounts(scenario: Scenario) -> list[str]:
    """The accounts that are nobody's participants today."""
    return [one.id for one in scenario.accounts if link_today(scenario, one.id) is None]


def strangers(scenario: Scenario, outcome: Outcome) -> list[Sweep]:
    """Sweeps between two accounts that no link of the structure joins on that day."""
    return [
        one for one in outcome.sweeps
        if not any(
            {link.participant, link.header} == {one.giver, one.receiver} and in_force(link, one.day)
            for link in scenario.links
        )
    ]  # fmt: skip


def unpaid(scenario: Scenario, outcome: Outcome) -> list[tuple[str, str, int]]:
    """Links settled this evening that are still open although whoever owes had money.

    Left out is whoever was stopped, has a credit line, or has payments that wait for money.
    """
    today, found = scenario.last_day, []
    busy = excused(scenario, outcome)
    for link in scenario.links:
        pair = link.participant, link.header
        again = [one for one in scenario.links if (one.participant, one.header) == pair]
        if link.valid_until != today or link.at_end != "settle" or len(again) > 1:
            continue
        open_position = outcome.position[pair][-1]
        debtor = link.header if open_position > 0 else link.participant
        least = lowest(scenario, debtor) if open_position > 0 else 0
        least += held_today(scenario, debtor)
        if open_position and debtor not in busy and outcome.book[debtor][-1] > least:
            found.append((*pair, open_position))
    return found


def held_today(scenario: Scenario, account: str) -> int:
    """What is held of an account on the latest day."""
    today = scenario.last_day
    (currency,) = [one.currency for one in scenario.accounts if one.id == account]
    return sum(
        minor(one.amount, currency) for one in scenario.holds
        if one.account == account and today <= (one.valid_until or today)
    )  # fmt: skip


def excused(scenario: Scenario, outcome: Outcome) -> set[str]:
    """Accounts that may leave a rest open: stopped, with a credit line or waiting payments."""
    found = {one.account for one in (*scenario.stops, *scenario.credit_lines)}
    fates = outcome.fates
    return found | {one.account for one in scenario.items if fates["item", one.id].what != "made"}


def lowest(scenario: Scenario, account: str) -> float:
    """Down to where a header gives: its overdraft where that may fund, else its reserve."""
    (one,) = [each for each in scenario.accounts if each.id == account]
    if not one.overdraft_may_fund:
        return minor(one.reserve or Decimal(0), one.currency)
    if one.overdraft == "unlimited":
        return -math.inf
    return -minor(one.overdraft, one.currency)


@pytest.mark.slow
@pytest.mark.parametrize("step", ["join", "leave", "change, settled", "change, novated"])
def test_members_of_random_structures_do_join_leave_and_change(step: str) -> None:
    taken = 0
    for seed in range(40):
        scenario = begun(seed)
        for link in scenario.links:
            rules = [one.id for one in scenario.rules if one.id != link.rule]
            free = free_accounts(scenario)
            other = next((one for one in free if one != link.header), link.header)
            ways = {
                "join": [joined(scenario, one, other, link.rule) for one in free],
                "leave": [left(scenario, link.participant)],
                "change, settled": [
                    changed(scenario, link.participant, other, one, "settle") for one in rules
                ],
                "change, novated": [
                    changed(scenario, link.participant, link.header, one, "novate") for one in rules
                ],
            }
            taken += sum(one is not None for one in ways[step])
    assert taken > 10


def member_with_money() -> tuple[Scenario, Outcome]:
    """A random structure in which a member leaves on a day on which it had sent something up."""
    for seed in range(200):
        scenario = begun(seed)
        for link in scenario.links:
            one = left(scenario, link.participant)
            if one is not None:
                told = lived(one)
                swept = {(sweep.giver, sweep.receiver) for sweep in told.sweeps}
                owed = (link.participant, link.header) in swept and unpaid(one, told) == []
                if owed and link.header not in excused(one, told):
                    return one, told
    raise AssertionError("no member leaves with money")


def test_a_sweep_on_the_day_after_a_member_has_left_would_be_seen() -> None:
    scenario, told = member_with_money()
    assert told.sweeps
    assert strangers(scenario, told) == []
    later = told.sweeps[-1]._replace(day=scenario.last_day + 400 * ONE_DAY)
    ended = {link for link in scenario.links if link.valid_until}
    crossed = [
        sweep._replace(day=later.day) for sweep in told.sweeps
        if any({link.participant, link.header} == {sweep.giver, sweep.receiver} for link in ended)
    ]  # fmt: skip
    assert crossed and strangers(scenario, replace(told, sweeps=crossed)) == crossed


def test_a_member_that_is_not_paid_out_although_there_is_money_would_be_seen() -> None:
    scenario, told = member_with_money()
    (link,) = [one for one in scenario.links if one.valid_until]
    pair = link.participant, link.header
    rich = {**told.book, link.header: [10**9]}
    forgotten = replace(told, book=rich, position={**told.position, pair: [5_000]})
    assert unpaid(scenario, forgotten) == [(*pair, 5_000)]
    poor = replace(forgotten, book={**rich, link.header: [-(10**12)]})
    assert unpaid(scenario, poor) == []


LiveStructure.TestCase.settings = settings(
    max_examples=8 if SLOW_KERNEL else 70,
    stateful_step_count=30,
    deadline=None,
    print_blob=True,
    suppress_health_check=UNHEALTHY,
)
TestLiveStructure = pytest.mark.slow(LiveStructure.TestCase)
