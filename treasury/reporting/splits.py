"""The benefit shared at arm's length: what each member is due, has, and would have to be paid.

Amounts are minor units of the line's currency. Source: the banking day, section 8.
"""

from fractions import Fraction
from typing import Any

from treasury.comparing.splitting import Share
from treasury.comparison import Run
from treasury.money import round_fraction, to_minor, written
from treasury.pooling.benefit import BenefitSplit
from treasury.pooling.rules import parse_share
from treasury.reporting.benefit import NOTE
from treasury.reporting.explaining.rule_words import one_line
from treasury.reporting.labels import entity_names
from treasury.reporting.like_for_like import figures_note
from treasury.reporting.table import Column, Table, by_column

COLUMNS = (
    Column(name="entity", heading="Entity", meaning="A legal person, with its branches"),
    Column(name="name", heading="Name"),
    Column(name="currency", heading="Currency"),
    Column(
        name="brought",
        heading="Brings alone",
        kind="money",
        meaning="The balances by which members share, averaged over the days of the run, each "
        "account standing alone; the leader's count only where it shares too; no figure where "
        "they share in equal parts",
    ),
    Column(name="reward", heading="Leader's reward", kind="money"),
    Column(name="share", heading="Share of the rest", kind="money"),
    Column(name="due", heading="Due", kind="money"),
    Column(
        name="benefit",
        heading="Has",
        kind="money",
        meaning="What it gains against today under the prices of this structure",
    ),
    Column(
        name="adjustment",
        heading="Still to be paid to it",
        kind="money",
        meaning="Below zero: by it; over all members zero. No run pays it",
    ),
    Column(
        name="verdict",
        heading="No worse off?",
        meaning="Whether it has, and whether it is due, at least what it has today; where today's "
        "case is a pool, that is not what it would have alone",
    ),
    NOTE,
)
BROUGHT = {
    "balances": "by the balances, above and below zero, that they would have alone",
    "deposits": "by the balances above zero that they would have alone",
    "borrowing": "by what they would have overdrawn alone",
    "even": "in equal parts",
}

LOSS = "no: there is a loss to share"


def benefit_shares(run: Run) -> Table:
    """A line for each member and currency; no rows where nothing is agreed."""
    rows = [share_row(run, share) for share in run.shares]
    return Table(
        name="benefit_shares",
        title="The benefit shared at arm's length",
        columns=COLUMNS,
        data=by_column(tuple(column.name for column in COLUMNS), rows),
    )


def share_row(run: Run, share: Share) -> tuple[Any, ...]:
    """One member's line."""
    average = Fraction(share.brought, len(run.plan.names.days))
    brought = round_fraction(average.numerator, average.denominator)
    even = any(
        one.structure == run.plan.structure
        and one.currency in (None, share.currency)
        and one.by == "even"
        for one in run.plan.scenario.benefit_splits
    )
    return (
        share.entity,
        entity_names(run.plan).get(share.entity, share.entity),
        share.currency,
        None if even else brought,
        share.reward,
        share.share,
        share.due,
        share.benefit,
        share.adjustment,
        no_worse_off(share),
        likeness_words(run, share.currency),
    )


def no_worse_off(share: Share) -> str:
    """The test that no member may be worse off than today, under the prices and when shared.

    >>> from dataclasses import replace
    >>> mine = Share(
    ...     entity="S", currency="CNY", leader=False, brought=1, reward=0, share=5, benefit=2
    ... )
    >>> no_worse_off(mine), no_worse_off(replace(mine, benefit=-1))
    ('yes', 'not under these prices; yes when shared')
    >>> no_worse_off(replace(mine, share=-5))
    'yes under these prices; not when the loss is shared'
    >>> no_worse_off(replace(mine, share=-5, benefit=-1))
    'no: there is a loss to share'
    """
    if share.due < 0:
        has = share.benefit >= 0
        return "yes under these prices; not when the loss is shared" if has else LOSS
    return "yes" if share.benefit >= 0 else "not under these prices; yes when shared"


def split_words(run: Run) -> list[str]:
    """What the members agreed on, a sentence for each agreement and currency."""
    found = []
    for agreed in run.plan.scenario.benefit_splits:
        if agreed.structure == run.plan.structure:
            lines = [one for one in run.shares if agreed.currency in (None, one.currency)]
            for currency in sorted({one.currency for one in lines}):
                own = [one for one in lines if one.currency == currency]
                words = (
                    sharing_words(run, agreed, own),
                    likeness_words(run, currency),
                    one_line(agreed.text),
                )
                found.append(" ".join(filter(None, words)))
    return found


def sharing_words(run: Run, agreed: BenefitSplit, lines: list[Share]) -> str:
    """What these members share, and how."""
    currency = lines[0].currency
    benefit, reward = sum(one.benefit for one in lines), sum(one.reward for one in lines)
    gains, due, rest = (
        written(abs(amount), currency, grouped=True)
        for amount in (benefit, reward, benefit - reward)
    )
    how = f"{BROUGHT[agreed.by]}{'' if agreed.leader_shares else ', without the leader'}"
    if benefit <= 0:
        return (
            f"The structure gains nothing: against today it loses {gains} {currency}. Nobody is "
            f"due anything for leading it, and the loss is shared {how}."
        )
    names = entity_names(run.plan)
    if len(lines) == 1:
        own = names.get(lines[0].entity, lines[0].entity)
        return f"All {gains} {currency} that the structure gains is {own}'s: nobody shares with it."
    (leader,) = (names.get(one.entity, one.entity) for one in lines if one.leader)
    led = f"{leader} is due {due} for leading it{cut_words(agreed, benefit, currency)}; "
    return (
        f"Of {gains} {currency} that the structure gains, {led if reward else ''}{rest} is shared "
        f"{how}."
    )


def cut_words(agreed: BenefitSplit, benefit: int, currency: str) -> str:
    """Where the reward agreed on is more than there is: what was agreed, as a clause.

    >>> from decimal import Decimal
    >>> one = BenefitSplit(structure="p", leader="HQ", reward="10%", reward_amount=Decimal(500))
    >>> cut_words(one, 450_00, "CNY")
    ' (10% and 500.00 agreed: a reward is at most what is gained)'
    >>> cut_words(one, 600_00, "CNY")
    ''
    """
    amount = to_minor(agreed.reward_amount, currency) if agreed.reward_amount else 0
    rate = parse_share(agreed.reward) if agreed.reward else (0, 1)
    if round_fraction(benefit * rate[0], rate[1]) + amount <= benefit:
        return ""
    parts = [agreed.reward, written(amount, currency, grouped=True) if amount else None]
    told = " and ".join(part for part in parts if part)
    return f" ({told} agreed: a reward is at most what is gained)"


def likeness_words(run: Run, currency: str) -> str:
    """That what is shared is not like for like, as a sentence; empty where payments are today's."""
    (group,) = (one for one in run.figures if one.currency == currency)
    return figures_note(group)
