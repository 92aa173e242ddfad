"""All remarks on a scenario in which nothing is wrong, in the order of its records."""

from collections.abc import Callable

from treasury.linting.accruing import accruing_remarks
from treasury.linting.analyses import ANALYSIS_LINTS, analysis_remarks
from treasury.linting.between_banks import BANK_LINTS
from treasury.linting.bounds import bound_remarks
from treasury.linting.cash import CASH_LINTS
from treasury.linting.exchange import fx_remarks
from treasury.linting.holds import HOLD_LINTS
from treasury.linting.intra_group import intra_group_remarks
from treasury.linting.levies import levy_remarks
from treasury.linting.limits import LIMIT_LINTS, limit_remarks
from treasury.linting.money_market import MONEY_MARKET_LINTS, money_market_remarks
from treasury.linting.overdrafts import OVERDRAFT_LINTS, overdraft_remarks
from treasury.linting.products import product_remarks
from treasury.linting.rates import implausible_rates
from treasury.linting.remark import Remark, Remarks
from treasury.linting.rules import RULE_LINTS
from treasury.linting.splits import split_remarks
from treasury.linting.taxes import tax_remarks
from treasury.linting.view import Pool, pools
from treasury.linting.withdrawals import withdrawal_remarks
from treasury.scenario import Scenario

Lint = Callable[[Pool], Remarks]
LINTS: tuple[Lint, ...] = (
    *RULE_LINTS, *LIMIT_LINTS, *CASH_LINTS, *BANK_LINTS, *HOLD_LINTS,
    *OVERDRAFT_LINTS, *MONEY_MARKET_LINTS, *ANALYSIS_LINTS,
)  # fmt: skip


def remarks(scenario: Scenario) -> list[Remark]:
    """Everything the scenario says and hardly means; [] if nothing was found.

    The scenario has been found free of complaints. Errors come first, then warnings; each in the
    order of the records they speak of.
    """
    found = [*unused_rules(scenario), *implausible_rates(scenario), *fx_remarks(scenario)]
    found += bound_remarks(scenario)
    found += product_remarks(scenario)
    found += withdrawal_remarks(scenario)
    found += limit_remarks(scenario)
    found += tax_remarks(scenario)
    found += accruing_remarks(scenario)
    found += levy_remarks(scenario)
    found += money_market_remarks(scenario)
    found += overdraft_remarks(scenario)
    found += analysis_remarks(scenario)
    found += intra_group_remarks(scenario)
    found += split_remarks(scenario)
    for pool in pools(scenario):
        for lint in LINTS:
            found += lint(pool)
    return sorted(found, key=lambda each: (each.severity, str(each.path[0]), int(each.path[1])))


def unused_rules(scenario: Scenario) -> Remarks:
    """Rules that no link of any structure uses."""
    used = {link.rule for link in scenario.links}
    for index, rule in enumerate(scenario.rules):
        if rule.id not in used:
            yield Remark(
                name="unused_rule",
                severity="warning",
                path=("rules", index, "id"),
                message=f"no link uses the rule {rule.id!r}, so it can never fire",
                suggestion="a link with this rule, or no such rule",
            )
