"""`summary.json`: the figures of a study for programs. Amounts are decimal strings.

The bytes depend on the study alone: keys stand in a fixed order, nothing speaks of the clock.
"""

import json
from typing import Any

from treasury import LAYOUT, __version__
from treasury.comparing.figures import Figures
from treasury.comparing.likeness import Tally
from treasury.comparison import Run, Study
from treasury.money import written
from treasury.plan.plan import Plan
from treasury.reporting.benefit import TALLIES, money_figures, night_figures
from treasury.reporting.check_table import runs_checked
from treasury.reporting.form_words import form_words
from treasury.reporting.group_summary import reporting_summary
from treasury.reporting.labels import structure_title
from treasury.reporting.like_for_like import figures_note
from treasury.reporting.notices import notice_texts, notices_of
from treasury.reporting.on_its_way import still_under_way


def summary(study: Study) -> dict[str, Any]:
    """The study's figures as plain values, ready for JSON."""
    scenario = study.scenario
    reporting = reporting_summary(study, figures_summary)
    return {
        "fingerprint": study.fingerprint,
        "engine": __version__,
        "layout": LAYOUT,
        "scenario": {
            "id": scenario.id,
            "title": scenario.title,
            "group": scenario.group,
            "first_day": str(scenario.first_day),
            "last_day": str(scenario.last_day),
            "days": len(study.standalone.plan.names.days),
        },
        "notices": [
            {"text": notice.text, "accounts": list(notice.accounts), "shown": shown}
            for notice, shown in zip(notices_of(scenario), notice_texts(scenario), strict=True)
        ],
        "checks": [
            {
                "structure": name,
                "name": check.name,
                "passed": check.passed,
                "examined": check.examined,
                "detail": check.detail,
            }
            for name, run in runs_checked(study)
            for check in run.checks
        ],
        "structures": [structure_summary(run) for run in study.runs],
        **({"reporting": reporting} if reporting else {}),
    }


def structure_summary(run: Run) -> dict[str, Any]:
    """One run: its name, its figures by currency, and what is on its way at its end, if any."""
    names = run.plan.names
    currency = dict(zip(names.accounts, names.currencies, strict=True))
    under_way = [
        {"account": name, "currency": currency[name], "amount": written(amount, currency[name])}
        for name, amount in still_under_way(run)
    ]
    return {
        "name": run.plan.name,
        "title": structure_title(run.plan),
        "structure": run.plan.structure,
        **form_summary(run.plan),
        "headroom": [headroom_summary(run.plan, root, extra) for root, extra in run.headroom],
        "figures": [
            figures_summary(figures)
            for figures in sorted(run.figures, key=lambda one: one.currency)
        ],
        **({"in_transit": under_way} if under_way else {}),
    }


def form_summary(plan: Plan) -> dict[str, Any]:
    """The legal form of the run's loans and what is said of it, where it has one."""
    told = form_words(plan.scenario, plan.structure)
    form = next((one.form for one in plan.scenario.structures if one.id == plan.structure), None)
    return {"form": form, "form_words": told} if told else {}


def headroom_summary(plan: Plan, root: int, extra: int | None) -> dict[str, Any]:
    """What a root would have had to give beyond what it could, so that none is disturbed."""
    currency = plan.names.currencies[root]
    return {
        "account": plan.names.accounts[root],
        "currency": currency,
        "amount": None if extra is None else written(extra, currency),
    }


def figures_summary(figures: Figures) -> dict[str, Any]:
    """The headline figures in one currency; `note` says where the benefit is not like for like."""
    currency = figures.currency
    plain: dict[str, Any] = {"currency": currency}
    for name in money_figures(figures):
        plain[name] = written(getattr(figures, name), currency)
    plain["waterfall"] = [
        {"step": step, "amount": written(amount, currency)} for step, amount in figures.waterfall
    ]
    for name in TALLIES:
        plain[name] = tally_summary(getattr(figures, name), currency)
    for name in night_figures(figures):
        plain[name] = getattr(figures, name)
    plain["intercompany"] = [
        {"creditor": creditor, "debtor": debtor, "closing": written(closing, currency)}
        for creditor, debtor, closing in sorted(figures.intercompany)
    ]
    plain["note"] = figures_note(figures)
    return plain


def tally_summary(tally: Tally, currency: str) -> dict[str, Any]:
    """A count and its amount."""
    return {"count": tally.count, "amount": written(tally.amount, currency)}


def summary_text(study: Study) -> str:
    """The summary as JSON text, with a line feed at its end."""
    return json.dumps(summary(study), ensure_ascii=False, indent=2) + "\n"
