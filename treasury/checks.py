"""The named checks of a run. Each says what it examined; nothing examined is no pass.

Numbers 1 to 17 as in the banking day, section 12; 11 to 16 are laws of the engine, which compare
several runs and are not a run's to pass. 18 to 21 hold sections 3 and 5 against what was paid and
borrowed; 22 and 23 are about virtual ledgers, 24 about position limits, 25 about money on its way,
26 about fees by terms, 29 about taxes, 30 about deposits, 31 about money market sweeps, 32 about
overdraft nights, 33 about sweeps between currencies, 35 about account analyses. 27 and 28 are about
the group in its reporting currency and stand in `comparing.translation_checks`, where its figures
are made.
"""

from collections.abc import Callable
from dataclasses import dataclass

from treasury.accounts.ledger import Ledger
from treasury.checking.analyses import analyses_are_settled
from treasury.checking.books import (
    cash_is_conserved,
    entitlements_hold,
    entries_balance,
    ledger_is_projection,
    positions_mirror,
)
from treasury.checking.capitalisation import interest_is_exact
from treasury.checking.ceilings import limits_are_kept
from treasury.checking.conversions import conversions_are_as_agreed
from treasury.checking.corrected import findings
from treasury.checking.deposits import deposits_are_as_agreed
from treasury.checking.evidence import Evidence, Finding, gather
from treasury.checking.grants import allocations_are_whole, grants_are_covered
from treasury.checking.guarantee import guarantee_holds
from treasury.checking.items import items_end_once, payments_are_within_means
from treasury.checking.levies import fees_are_as_agreed
from treasury.checking.lines import intraday_is_settled, lines_are_used
from treasury.checking.money_market import money_market_is_swept
from treasury.checking.nights import nights_are_counted
from treasury.checking.set_off import notional_moves_no_cash
from treasury.checking.sweeps import rules_are_obeyed
from treasury.checking.taxes import taxes_are_as_written
from treasury.checking.transit import transfers_end_once
from treasury.checking.virtual import ledger_interest_is_exact, ledgers_sum_to_accounts
from treasury.correction.correcting import Correction
from treasury.plan.plan import Plan
from treasury.tables import Projection


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """One check; `passed` is None where it does not apply or examined nothing, see `detail`."""

    name: str
    passed: bool | None
    examined: int
    detail: str


CHECKS: tuple[tuple[str, Callable[[Evidence], Finding]], ...] = (
    ("1 every entry balances per currency and legal entity", entries_balance),
    ("2 ledger equals projection", ledger_is_projection),
    ("3 sweeps conserve cash", cash_is_conserved),
    ("4 sweeps change nobody's entitlement", entitlements_hold),
    ("5 every sweep obeys its rule", rules_are_obeyed),
    ("6 no grant without cover", grants_are_covered),
    ("7 positions are mirrored and explained", positions_mirror),
    ("8 notional pools move no cash", notional_moves_no_cash),
    ("9 allocations sum to the whole", allocations_are_whole),
    ("10 interest is exact and rounded once", interest_is_exact),
    ("17 no payment is disturbed under the guarantee", guarantee_holds),
    ("18 payments stay within what each account may pay", payments_are_within_means),
    ("19 every item ends exactly once", items_end_once),
    ("20 credit lines are drawn and repaid as agreed", lines_are_used),
    ("21 intraday overdrafts are settled at the end of the day", intraday_is_settled),
    ("22 virtual ledgers sum to their account", ledgers_sum_to_accounts),
    ("23 interest of virtual ledgers is exact", ledger_interest_is_exact),
    ("24 no sweep or draw goes beyond a position limit", limits_are_kept),
    ("25 money on its way arrives or comes back, once", transfers_end_once),
)
OF_SOME: tuple[tuple[str, Callable[[Evidence], Finding], str], ...] = (
    ("26 fees by terms are charged as agreed", fees_are_as_agreed, "fee_terms"),
    ("29 taxes are charged as written", taxes_are_as_written, "tax_terms"),
    ("30 deposits are placed and paid out as agreed", deposits_are_as_agreed, "deposits"),
    (
        "31 what is over is invested and what lacks redeemed",
        money_market_is_swept,
        "money_market_sweeps",
    ),
    ("32 overdraft nights are counted as agreed", nights_are_counted, "overdraft_agreements"),
    ("33 conversions are made at the rates agreed", conversions_are_as_agreed, "conversions"),
    ("35 account analyses are settled as agreed", analyses_are_settled, "account_analyses"),
)
"""Checks of what few scenarios have, listed only where a scenario has that list."""


def check_correction(correction: Correction, projection: Projection) -> tuple[CheckResult, ...]:
    """Every check of what a correction would post in a run that was simulated."""
    return tuple(
        CheckResult(name=name, **found._asdict())
        for name, found in findings(correction, projection)
    )


def check(
    plan: Plan, projection: Projection, ledger: Ledger, standalone: tuple[Plan, Projection]
) -> tuple[CheckResult, ...]:
    """Every check of a run, in the order of their numbers."""
    evidence = gather(plan, projection, ledger, standalone)
    some = [(name, each) for name, each, wanted in OF_SOME if getattr(plan.scenario, wanted)]
    results = []
    for name, evaluate in (*CHECKS, *some):
        finding = evaluate(evidence)
        results.append(
            CheckResult(
                name=name,
                passed=finding.passed,
                examined=finding.examined,
                detail=finding.detail,
            )
        )
    return tuple(results)
