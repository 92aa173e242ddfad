"""Structures compared on the same items: the stand-alone run, the as-is run, and each structure.

Disturbed and enabled payments are measured against the stand-alone run, benefit against as-is.
All amounts are int minor units, positive = to the group's advantage unless said otherwise.
Source: the banking day, sections 5 and 10.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from treasury.accounts.ledger import Ledger
from treasury.arrays import Amounts
from treasury.booking import book
from treasury.checking.payments import Fared, fared
from treasury.comparing.closed_overdrafts import closed_at_first
from treasury.comparing.figures import Figures, Member
from treasury.comparing.headroom import headroom_to_clear
from treasury.comparing.likeness import (
    Otherwise,
    Tally,
    difference,
    made,
    not_made,
    otherwise,
    repayments,
    tally,
    twins,
)
from treasury.comparing.measures import (
    accounts_in,
    average,
    credit_on,
    deposited_by_day,
    external_debt,
    idle_cash,
    intercompany,
    invested_by_day,
    not_roots,
    overdraft_conversions,
    overdraft_nights,
    root_cash,
    sweeps,
)
from treasury.comparing.results import Result, Results, group_result, results, waterfall
from treasury.comparing.splitting import Share, shares_of_benefit
from treasury.comparing.translated import Group, Told, group_in
from treasury.plan.plan import Plan
from treasury.plan.resolve import resolve, shared_by_plans
from treasury.plan.translation import Translation, translation_of
from treasury.scenario import Scenario, canonical, fingerprint_of
from treasury.simulation.simulate import simulate
from treasury.tables import Projection

if TYPE_CHECKING:
    from treasury.checks import CheckResult

Progress = Callable[[float, str], None]


class Payment(NamedTuple):
    """A payment not made, or that fared otherwise than alone. `item` indexes the item table.

    Days and minutes as in a projection, -1 where never made; `cause` is a CAUSE of tables. `closed`
    are the accounts whose overdraft was closed then, and would have helped.
    """

    item: int
    alone_day: int
    alone_minute: int
    here_day: int
    here_minute: int
    cause: int
    closed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One structure (or none) run on the scenario's items.

    `not_made`: every payment that was refused or rejected, also those that fail alone too.
    `headroom`: for each root (account index) under which payments are disturbed, the smallest
    extra amount it would have to be able to give so that none is; None where no amount helps.
    `group` is all of it in the scenario's reporting currency, None where it has none. `shares` is
    what each member is due of the benefit, where they agreed on that.
    """

    plan: Plan
    projection: Projection
    ledger: Ledger
    checks: "tuple[CheckResult, ...]"
    figures: tuple[Figures, ...]
    members: tuple[Member, ...]
    not_made: tuple[Payment, ...]
    disturbed: tuple[Payment, ...]
    enabled: tuple[Payment, ...]
    headroom: tuple[tuple[int, int | None], ...] = ()
    group: Group | None = None
    shares: tuple[Share, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """Everything one command finds out: the runs on the same items, as-is first.

    `text` is the scenario's canonical text, `fingerprint` its sha256.
    """

    scenario: Scenario
    text: str
    fingerprint: str
    standalone: Run
    runs: tuple[Run, ...]


Simulated = tuple[Plan, Projection]
Listener = Callable[[Run], None]


class Yardstick(NamedTuple):
    """What a benefit is measured against: the as-is run and its results; and what figures are
    translated by, if they are."""

    simulated: Simulated
    results: Results
    translation: Translation | None


def study(
    scenario: Scenario,
    progress: Progress | None = None,
    text: str | None = None,
    told: Listener | None = None,
) -> Study:
    """The scenario's runs: stand-alone, as-is, then every other structure, on the same items.

    `text` is the scenario's canonical text where the caller has it already. `progress` is called
    with the share done, from 0 to 1, and what is being done, `told` with each run as soon as it is
    finished. Without an as-is structure the as-is run is the stand-alone run, examined once.
    """
    runs = []
    for run in finished_runs(scenario, progress):
        runs.append(run)
        if told:
            told(run)
    text = text or canonical(scenario)
    return Study(
        scenario=scenario,
        text=text,
        fingerprint=fingerprint_of(text),
        standalone=runs[0],
        runs=tuple(runs[1:]),
    )


def finished_runs(scenario: Scenario, progress: Progress | None) -> Iterator[Run]:
    """The study's runs, the stand-alone run first, each as soon as it is examined."""
    others = [found.id for found in scenario.structures if found.id != scenario.as_is]
    shared = shared_by_plans(scenario)
    runs_of = [(None, "standalone"), (scenario.as_is, "as_is"), *((name, name) for name in others)]
    plans = (resolve(scenario, structure, name, shared) for structure, name in runs_of)
    same = scenario.as_is is None
    meter = Meter(progress, 2 * (len(runs_of) - same))
    first = next(plans)
    alone = (first, meter.simulated(first))
    second = next(plans)
    as_is = (second, alone[1] if same else meter.simulated(second))
    found = results(*as_is, book(*booked(as_is)))
    base = Yardstick(as_is, found, translation_of(scenario))
    standalone = examined(alone, alone, base, meter)
    yield standalone
    yield replace(standalone, plan=second) if same else examined(as_is, alone, base, meter)
    for plan in plans:
        yield examined((plan, meter.simulated(plan)), alone, base, meter)


def booked(simulated: Simulated) -> tuple[Plan, Amounts]:
    """What a ledger is booked from: the plan and the events."""
    return simulated[0], simulated[1].events


class Meter:
    """Tells how far a study is: each run is simulated, then booked and checked."""

    def __init__(self, progress: Progress | None, steps: int) -> None:
        """Begin before the first of so many steps."""
        self.progress, self.steps, self.done = progress, steps, 0

    def simulated(self, plan: Plan) -> Projection:
        """The plan's projection, told day by day."""
        projection = simulate(plan, lambda share: self.tell(share, f"{plan.name}: days"))
        self.done += 1
        return projection

    def tell(self, share: float, text: str) -> None:
        """Say that so much of the present step is done."""
        if self.progress:
            self.progress((self.done + share) / self.steps, text)


def examined(here: Simulated, alone: Simulated, base: Yardstick, meter: Meter) -> Run:
    """The run booked, checked, measured against the stand-alone and the as-is run."""
    from treasury.checks import check  # a third of the engine, asked for after the first days

    plan, projection = here
    meter.tell(0.0, f"{plan.name}: books and checks")
    ledger = book(plan, projection.events)
    found = results(plan, projection, ledger)
    differing = fared(plan, projection, alone)
    unpaid = not_made(plan, projection)
    paid = otherwise(plan, projection, base.simulated)
    currencies = sorted(set(plan.names.currencies))
    run = Run(
        plan=plan,
        projection=projection,
        ledger=ledger,
        checks=check(plan, projection, ledger, alone),
        figures=tuple(
            figures(here, currency, (differing, paid), (found, base)) for currency in currencies
        ),
        members=members(plan, found, base.results, paid),
        not_made=payments(here, alone, (unpaid, twins(plan, alone[0])[unpaid]), here),
        disturbed=payments(here, alone, (differing.disturbed, differing.disturbed_alone), here),
        enabled=payments(here, alone, (differing.enabled, differing.enabled_alone), alone),
        headroom=headroom_to_clear(plan, projection, alone),
    )
    if plan.scenario.benefit_splits:
        run = with_shares(run, alone[1])
    if base.translation:
        run = translated(run, base.translation, base.simulated[1])
    meter.done += 1
    meter.tell(0.0, f"{plan.name}: done")
    return run


def with_shares(run: Run, alone: Projection) -> Run:
    """The run with what each member is due of the benefit, and the check of that."""
    from treasury.comparing.splitting_check import splitting_check

    shares = shares_of_benefit(run.plan, run.members, alone)
    found = splitting_check(run.plan, run.members, alone, shares)
    return replace(run, shares=shares, checks=(*run.checks, found))


def translated(run: Run, translation: Translation, as_is: Projection) -> Run:
    """The run with its group in the reporting currency, and the checks of that."""
    from treasury.comparing.translation_checks import translation_checks

    told = Told(run.figures, run.members)
    group = group_in(translation, (run.plan, run.projection), as_is, told)
    found = translation_checks(run.plan, (run.projection, as_is), told, group)
    return replace(run, group=group, checks=(*run.checks, *found))


def figures(
    here: Simulated,
    currency: str,
    differing: tuple[Fared, Otherwise],
    compared: tuple[Results, Yardstick],
) -> Figures:
    """The headline figures in one currency.

    `differing` are the payments that differ from the stand-alone and from the as-is run,
    `compared` this run's results and the as-is run.
    """
    plan, projection = here
    accounts = accounts_in(plan, currency)
    (alone, paid), base = differing, compared[1]
    mine, as_is = (group_result(found, currency) for found in (compared[0], base.results))
    unpaid = not_made(plan, projection)
    count, amount = sweeps(plan, projection, currency)
    return Figures(
        currency=currency,
        idle_cash=idle_cash(plan, projection, currency),
        idle_cash_as_is=credit_on(base.simulated[1], not_roots(plan, currency)),
        root_cash=root_cash(plan, projection, currency),
        external_debt=external_debt(plan, projection, currency),
        interest_earned=mine.interest_earned,
        interest_paid=mine.interest_paid,
        fees=mine.fees,
        net_benefit=mine.total - as_is.total,
        waterfall=steps(plan, mine, as_is),
        tax=mine.tax,
        fx=mine.fx,
        sweeps=Tally(count=count, amount=amount),
        payments_made=tally(plan, accounts, made(plan, projection)),
        payments_not_made=tally(plan, accounts, unpaid),
        repayments_not_made=tally(plan, accounts, repayments(plan, unpaid)),
        payments_disturbed=tally(plan, accounts, alone.disturbed),
        payments_enabled=tally(plan, accounts, alone.enabled),
        against_as_is=difference(plan, paid, accounts),
        overdraft_nights=overdraft_nights(plan, projection, currency),
        overdraft_conversions=overdraft_conversions(plan, projection, currency),
        intercompany=intercompany(plan, projection, currency),
        **placed_on_average(plan, projection, currency),
    )


def placed_on_average(plan: Plan, projection: Projection, currency: str) -> dict[str, int | None]:
    """The averages of what is on deposit and of what is invested; None where there is none."""
    deposits, sweeps = plan.scenario.deposits, plan.scenario.money_market_sweeps
    deposited = average(deposited_by_day(plan, projection, currency)) if deposits else None
    invested = average(invested_by_day(plan, projection, currency)) if sweeps else None
    return {"deposits": deposited, "invested": invested}


def steps(plan: Plan, mine: Result, as_is: Result) -> tuple[tuple[str, int], ...]:
    """The waterfall, with the steps that the scenario can have."""
    taxed, converts = bool(plan.scenario.tax_terms), bool(plan.scenario.conversions)
    return waterfall(mine, as_is, taxed=taxed, converts=converts)


def members(plan: Plan, found: Results, base: Results, paid: Otherwise) -> tuple[Member, ...]:
    """What the run means for each entity and currency, compared with as-is."""
    owners = np.array(plan.names.entities)
    return tuple(
        Member(
            entity=entity,
            currency=currency,
            interest_earned=result.interest_earned,
            interest_paid=result.interest_paid,
            fees=result.fees,
            internal_interest=result.internal_interest,
            tax=result.tax,
            fx=result.fx,
            result=result.total,
            benefit=result.total - base.get((entity, currency), Result()).total,
            against_as_is=difference(
                plan,
                paid,
                np.intersect1d(np.flatnonzero(owners == entity), accounts_in(plan, currency)),
            ),
        )
        for (entity, currency), result in found.items()
    )


def payments(
    here: Simulated, alone: Simulated, rows: tuple[Amounts, Amounts], failed_in: Simulated
) -> tuple[Payment, ...]:
    """Payments by row: `rows` of this run's items and of the same ones alone.

    The cause is that of the run in which they failed or came late.
    """
    now, before = here[1], alone[1]
    failed = rows[0] if failed_in is here else rows[1]
    cause = failed_in[1].cause[failed].tolist()
    closed = closed_at_first(*failed_in, failed)
    return tuple(
        Payment(
            item=item,
            alone_day=int(before.made_day[twin]),
            alone_minute=int(before.made_minute[twin]),
            here_day=int(now.made_day[item]),
            here_minute=int(now.made_minute[item]),
            cause=why,
            closed=shut,
        )
        for item, twin, why, shut in zip(
            rows[0].tolist(), rows[1].tolist(), cause, closed, strict=True
        )
    )
