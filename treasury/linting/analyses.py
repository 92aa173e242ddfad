"""Lints of account analyses: credits that pay nothing, accounts that earn twice, drained balances.

Warnings: hybrid accounts exist, and a pool that drains an analysis may be what is compared.
"""

from treasury.account_analysis import AccountAnalysis
from treasury.fees import Fee, FeeTerm
from treasury.linting.overdrafts import leaves_nothing
from treasury.linting.remark import Remark, Remarks
from treasury.linting.view import Pool
from treasury.plan.problems.rates import number_of, price_of
from treasury.scenario import Scenario

NAME = "account_analyses"


def analysis_remarks(scenario: Scenario) -> Remarks:
    """What account analyses, and the fees that name one, say and hardly mean."""
    fees: tuple[Fee | FeeTerm, ...] = (*scenario.fees, *scenario.fee_terms)
    for index, one in enumerate(scenario.account_analyses):
        if not any(fee.analysis == one.id for fee in fees):
            yield remark(
                (NAME, index, "id"), "analysis_without_fees",
                f"no fee goes through {one.id!r}, so its earnings credit pays nothing",
                f"a fee with analysis = {one.id}",
            )  # fmt: skip
        yield from hybrid_accounts(scenario, index, one)
    yield from fees_never_analysed(scenario)


def hybrid_accounts(scenario: Scenario, index: int, one: AccountAnalysis) -> Remarks:
    """Analysed accounts whose balance bears interest as well."""
    terms = {account.id: account.terms for account in scenario.accounts}
    for account in one.accounts:
        rates = [
            rate for rate in scenario.rates
            if rate.terms == terms[account] and rate.side == "credit" and pays(rate.rate)
        ]  # fmt: skip
        if rates:
            yield remark(
                (NAME, index, "accounts"), "interest_beside_earnings_credit",
                f"{account!r} bears interest by its terms {terms[account]!r}, and earns a credit "
                f"in {one.id!r} on the same balance",
                "one of the two, unless the account is a hybrid one by agreement",
            )  # fmt: skip


def pays(rate: str) -> bool:
    """Whether the rate is more than nothing."""
    price = price_of(rate)
    return price is not None and (price.follows is not None or bool(number_of(rate)))


def fees_never_analysed(scenario: Scenario) -> Remarks:
    """Fees on links that go through an analysis in which nobody who pays them is analysed."""
    analyses = {one.id: one for one in scenario.account_analyses}
    for index, term in enumerate(scenario.fee_terms):
        links = [one for one in scenario.links if term.structure in (None, one.structure)]
        own = analyses.get(term.analysis or "")
        ends = {account for link in links for account in (link.participant, link.header)}
        if own is None or not links or term.account or term.credit_line:
            continue
        if not ends & set(own.accounts):
            yield remark(
                ("fee_terms", index, "analysis"), "fee_never_analysed",
                f"{term.fee!r} goes through {own.id!r}, and no account that could pay it is "
                "analysed there: it is charged at once",
                "an analysis of accounts that pay it, or no analysis",
            )  # fmt: skip


def drained_analyses(pool: Pool) -> Remarks:
    """Links that send all cash of an analysed account to one that is not analysed with it."""
    for index, one in enumerate(pool.facts.scenario.account_analyses):
        for account in one.accounts:
            if account not in pool.own or not leaves_nothing(pool, account):
                continue
            _, link = pool.own[account]
            if link.header not in one.accounts:
                yield remark(
                    (NAME, index, "accounts"), "analysis_drained",
                    f"in {pool.structure.id!r} the rule {link.rule!r} sends all cash up from "
                    f"{account!r} to {link.header!r}, which is not analysed in {one.id!r}: what "
                    "paid fees there is gone",
                    f"{link.header} in {one.id}, or a rule that keeps what the fees need",
                )  # fmt: skip


def remark(path: tuple[str, int, str], name: str, message: str, suggestion: str) -> Remark:
    """A warning about a record."""
    return Remark(name=name, severity="warning", path=path, message=message, suggestion=suggestion)


ANALYSIS_LINTS = (drained_analyses,)
