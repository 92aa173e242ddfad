"""Lints of account analyses: credits that pay nothing, accounts that earn twice, drained balances.

Warnings: hybrid accounts exist, and a pool that drains an analysis may be what is compared.
"""

from datetime import date, timedelta

from treasury.account_analysis import AccountAnalysis, Chain, chains_of, held_in, holding
from treasury.fees import Fee, FeeTerm, charged_on
from treasury.linting.overdrafts import leaves_nothing
from treasury.linting.remark import Remark, Remarks
from treasury.linting.view import Pool
from treasury.plan.problems.rates import number_of, price_of
from treasury.scenario import Scenario

NAME = "account_analyses"
ONE_DAY = timedelta(days=1)


def analysis_remarks(scenario: Scenario) -> Remarks:
    """What account analyses, and the fees that name one, say and hardly mean."""
    fees: tuple[Fee | FeeTerm, ...] = (*scenario.fees, *scenario.fee_terms)
    chains = chains_of(scenario.account_analyses)
    known = {one.id: one for one in scenario.account_analyses}
    with_fees = {chains[fee.analysis][0].id for fee in fees if fee.analysis in chains}
    for index, one in enumerate(scenario.account_analyses):
        if chains[one.id][0].id not in with_fees:
            yield remark(
                (NAME, index, "id"), "analysis_without_fees",
                f"no fee goes through {one.id!r}, so its earnings credit pays nothing",
                f"a fee with analysis = {one.id}",
            )  # fmt: skip
        yield from hybrid_accounts(scenario, index, one)
        yield from gaps_in_turn(index, one, known.get(one.follows or ""))
    yield from fees_never_analysed(scenario, chains)
    yield from fees_left_out(scenario, chains)


def gaps_in_turn(index: int, one: AccountAnalysis, earlier: AccountAnalysis | None) -> Remarks:
    """Days between an analysis and the one that it continues."""
    if earlier is None or not earlier.valid_until or not one.valid_from:
        return
    first, last = earlier.valid_until + ONE_DAY, one.valid_from - ONE_DAY
    if first <= last:
        yield remark(
            (NAME, index, "valid_from"), "gap_between_analyses",
            f"{one.id!r} continues {earlier.id!r}, and neither is in force from "
            f"{first} to {last}: fees of these days are charged at once, and what was left "
            "of the credit is lost",
            f"valid_from = {first}",
        )  # fmt: skip


def fees_left_out(scenario: Scenario, chains: dict[str, Chain]) -> Remarks:
    """Fees of an account that not every analysis of a chain holds on whose days they are charged.

    A fee by terms is looked at where its terms say who pays it.
    """
    owners = {line.id: line.account for line in scenario.credit_lines}
    paid: list[tuple[str, int, str, Fee | FeeTerm, str | None]] = [
        *(("fees", at, fee.id, fee, fee.account) for at, fee in enumerate(scenario.fees)),
        *(
            ("fee_terms", at, term.fee, term, term.account or owners.get(term.credit_line or ""))
            for at, term in enumerate(scenario.fee_terms)
        ),
    ]
    falls = Falls(scenario)
    for name, index, called, fee, account in paid:
        chain = chains.get(fee.analysis or "", ()) if account else ()
        found = [holding(chain, day) for day in falls.on(fee)] if chain else []
        for one in {each.id: each for each in found if each is not None}.values():
            if account not in one.accounts:
                yield remark(
                    (name, index, "analysis"), "fee_left_out_in_turn",
                    f"{called!r} goes through {fee.analysis!r} and those that continue one another "
                    f"with it, and {account!r}, which pays it, is not analysed in {one.id!r}: "
                    "while that is in force it is charged at once",
                    f"{account} among the accounts of {one.id}",
                )  # fmt: skip


class Falls:
    """On which days of a run fees fall: on which they are charged, or their period ends."""

    def __init__(self, scenario: Scenario) -> None:
        """The days of the run, none looked at yet."""
        many = (scenario.last_day - scenario.first_day).days + 1
        self.days = [scenario.first_day + timedelta(at) for at in range(many)]
        self.known: dict[tuple[str, int, date | None], list[date]] = {}

    def on(self, fee: Fee | FeeTerm) -> list[date]:
        """The days on which the fee falls."""
        key = fee.every, fee.day, fee.date
        if key not in self.known:
            self.known[key] = [day for day in self.days if charged_on(fee, day)]
        return self.known[key]


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


def fees_never_analysed(scenario: Scenario, chains: dict[str, Chain]) -> Remarks:
    """Fees on links that go through an analysis in which nobody who pays them is analysed."""
    held = held_in(chains)
    for index, term in enumerate(scenario.fee_terms):
        links = [one for one in scenario.links if term.structure in (None, one.structure)]
        own = held.get(term.analysis or "")
        ends = {account for link in links for account in (link.participant, link.header)}
        if own is None or not links or term.account or term.credit_line:
            continue
        if not ends & own:
            yield remark(
                ("fee_terms", index, "analysis"), "fee_never_analysed",
                f"{term.fee!r} goes through {term.analysis!r}, and no account that could pay it is "
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
