"""Lints of deposits, legal forms and taxes: days on which the bank is closed, forms without taxes,
what is taxed twice, and what a tax on banks' interest does not reach."""

from collections.abc import Iterator
from datetime import date

from treasury.dates import business_days
from treasury.linting.remark import Remark, Remarks
from treasury.scenario import Scenario

OF_LENDING = ("internal_interest", "loan_drawn", "agreed_limit")
"""The bases of taxes on what companies lend each other."""


def product_remarks(scenario: Scenario) -> Remarks:
    """What deposits and legal forms say and hardly mean."""
    yield from closed_days(scenario)
    yield from forms_without_taxes(scenario)
    yield from shares_taxed_twice(scenario)
    yield from funds_beside_the_tax(scenario)


def closed_days(scenario: Scenario) -> Remarks:
    """Deposits that are placed, withdrawn or given notice of on a day when their bank is closed."""
    bank = {account.id: account.bank for account in scenario.accounts}
    named = {each.id: each.calendar for each in scenario.banks}
    calendars = {each.id: each for each in scenario.calendars}
    for path, account, day, does in moved(scenario):
        known = calendars.get(named[bank[account]] or "")
        if known is not None and not business_days(known, [day])[0]:
            yield Remark(
                name="deposit_on_a_closed_day",
                severity="warning",
                path=path,
                message=f"{does} on {day}, and {bank[account]!r} is closed on that day",
                suggestion=f"a business day of {known.id!r}",
            )


Moved = tuple[tuple[str, int, str], str, date, str]
"""Where it is written, the account, the day, and what is done."""


def moved(scenario: Scenario) -> Iterator[Moved]:
    """Each placing, withdrawal and notice in the run."""
    days = scenario.first_day, scenario.last_day
    for index, deposit in enumerate(scenario.deposits):
        if days[0] <= deposit.placed_on <= days[1]:
            does = f"{deposit.id!r} is placed"
            yield ("deposits", index, "placed_on"), deposit.account, deposit.placed_on, does
    account = {deposit.id: deposit.account for deposit in scenario.deposits}
    for index, taken in enumerate(scenario.withdrawals):
        if taken.date is not None and days[0] <= taken.date <= days[1]:
            does = f"{taken.deposit!r} is withdrawn"
            yield ("withdrawals", index, "date"), account[taken.deposit], taken.date, does
        if taken.notified_on is not None and days[0] <= taken.notified_on <= days[1]:
            does = f"notice of {taken.deposit!r} is given"
            yield (
                ("withdrawals", index, "notified_on"),
                account[taken.deposit],
                taken.notified_on,
                does,
            )


def forms_without_taxes(scenario: Scenario) -> Remarks:
    """Structures with a legal form in which nothing that is lent is taxed, not even at 0 %."""
    for index, structure in enumerate(scenario.structures):
        form = structure.form
        taxed = any(term.base in OF_LENDING and term.due_in([form]) for term in scenario.tax_terms)
        if form is not None and not taxed:
            yield Remark(
                name="form_without_taxes",
                severity="warning",
                path=("structures", index, "form"),
                message=f"{structure.id!r} has the legal form {form}, and no tax is on what its "
                "members lend each other",
                suggestion='taxes_of = "CN", or tax_terms for this form, 0% where nothing is due',
            )


def shares_taxed_twice(scenario: Scenario) -> Remarks:
    """Taxes on shares in a pool's result beside one on all that banks pay, which has them too."""
    wide = sorted({one.tax for one in scenario.tax_terms if one.base == "bank_interest"})
    seen: set[str] = set()
    for index, term in enumerate(scenario.tax_terms):
        if term.base == "pool_result" and wide and term.tax not in seen:
            seen.add(term.tax)
            yield Remark(
                name="share_taxed_twice",
                severity="warning",
                path=("tax_terms", index, "base"),
                message=(
                    f"{term.tax!r} is on shares in a notional pool's result, and so is "
                    f"{wide[0]!r}, which is on all that banks pay"
                ),
                suggestion="one of both, or leave it if two taxes are due",
            )


def funds_beside_the_tax(scenario: Scenario) -> Remarks:
    """Money market sweeps beside a tax on what banks pay, where no tax is on what funds earn, not
    even at 0 %."""
    named = {one.base: one.tax for one in reversed(scenario.tax_terms)}
    if "bank_interest" not in named or "fund_income" in named:
        return
    for index, each in enumerate(scenario.money_market_sweeps):
        yield Remark(
            name="fund_income_untaxed",
            severity="warning",
            path=("money_market_sweeps", index, "id"),
            message=(
                f"{named['bank_interest']!r} is on what banks pay, and what {each.id!r} earns is "
                "income of a fund: it is not taxed"
            ),
            suggestion="a tax on fund_income, 0% where nothing is due",
        )
