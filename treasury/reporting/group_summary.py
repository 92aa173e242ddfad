"""What `summary.json` says of the group in its reporting currency. Amounts are decimal strings."""

from typing import Any

from treasury.comparing.figures import Member
from treasury.comparing.translated import Group, Part
from treasury.comparison import Run, Study
from treasury.fx import price_text
from treasury.money import written
from treasury.plan.translation import Translation
from treasury.reporting.group_words import pair, uses

OF_MEMBERS = (
    "interest_earned", "interest_paid", "fees", "internal_interest", "result", "benefit",
)  # fmt: skip


def reporting_summary(study: Study, figures: Any) -> dict[str, Any] | None:
    """The block of the reporting currency: the rates used, and each run's group; None without one.

    `figures` says headline figures as values.
    """
    group = study.standalone.group
    if group is None:
        return None
    translation, scenario = group.translation, study.scenario
    return {
        "currency": translation.currency,
        "sums_at": translation.sums_at,
        "side": scenario.fx_side,
        "for_sums": [
            rate for currency in translation.steps for rate in stated_rates(translation, currency)
        ],
        "rates": [
            {
                "pair": use.pair, "rate": use.price, "side": use.side, "date": str(use.rate.date),
                "used_from": str(use.first), "used_until": str(use.last), "source": use.rate.source,
            }
            for use in uses(translation)
        ],
        "structures": [run_summary(run, figures) for run in study.runs],
    }  # fmt: skip


def stated_rates(translation: Translation, currency: str) -> list[dict[str, Any]]:
    """The rates by which sums in the currency are translated, in their order."""
    return [
        {
            "currency": currency, "pair": pair(each), "rate": price_text(each.stated),
            "divided": each.step.inverse,
        }
        for each in translation.steps[currency]
    ]  # fmt: skip


def run_summary(run: Run, figures: Any) -> dict[str, Any]:
    """The group of one run."""
    group = run.group
    assert group is not None, "every run of a study has its group, or none has"
    into = group.translation.currency
    shares = {part.of: part.carried for part in group.shares}
    return {
        "name": run.plan.name,
        "figures": figures(group.figures),
        "carried": [
            {"step": part.of, "amount": written(part.carried, into)} for part in group.steps
        ],
        "by_currency": [part_summary(part, into) for part in group.parts],
        "members": [
            member_summary(member, shares[member.entity], group) for member in group.members
        ],
        "cash": cash_summary(group),
    }


def part_summary(part: Part, into: str) -> dict[str, Any]:
    """What one currency is of one figure."""
    assert part.amount is not None, "a currency's part has its amount"
    return {
        "figure": part.figure,
        "currency": part.of,
        "amount": written(part.amount, part.of),
        "translated": written(part.translated, into),
        "carried": written(part.carried, into),
    }


def member_summary(member: Member, carried: int, group: Group) -> dict[str, Any]:
    """One member over all currencies."""
    into = group.translation.currency
    names = (*OF_MEMBERS, *group.figures.sometimes)
    amounts = {name: written(getattr(member, name), into) for name in names}
    return {"entity": member.entity, **amounts, "carried": written(carried, into)}


def cash_summary(group: Group) -> dict[str, Any]:
    """The group's cash over the run: what moved, and what exchange rates did."""
    cash, into = group.cash, group.translation.currency
    amounts = {
        "opening": cash.opening,
        "moved": sum(cash.moved),
        "fx_effect": sum(cash.effect),
        "closing": cash.closing[-1],
    }
    return {name: written(amount, into) for name, amount in amounts.items()}
