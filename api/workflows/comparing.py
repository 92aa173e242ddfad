"""Figures of several runs side by side, and what differs between their scenarios.

Amounts are decimal texts; they are compared within one currency only, and exactly. Every
difference is against the first column: the first structure of the first run.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from api.problems import Wrong, invalid
from api.store import runs as store
from api.workflows.runs import done_run
from api.workflows.unit import Unit

RUNS_MAX = 8
SHOWN = 20
FIGURES = ("figures", "group")
"""Of a column: its figures by currency, and those of the group in its reporting currency."""
Document = Mapping[str, Any]


def compared(unit: Unit, run_ids: Sequence[str]) -> dict[str, Any]:
    """The runs side by side."""
    unit.require("runs:read")
    ids = list(dict.fromkeys(run_ids))
    if not 1 <= len(ids) <= RUNS_MAX:
        wrong = Wrong(pointer="run", detail=f"{len(ids)} runs", expected=f"1 to {RUNS_MAX} runs")
        raise invalid([wrong])
    rows = [done_run(unit, run_id) for run_id in ids]
    columns = [column for row in rows for column in columns_of(row)]
    texts = [json.loads(store.scenario_text(unit.connection, row.id)) for row in rows]
    return {
        "columns": [{name: value for name, value in each.items() if name not in FIGURES}
                    for each in columns],
        "currencies": [in_currency(code, columns, "figures")
                       for code in currencies(columns, "figures")],
        "reporting": [in_currency(code, columns, "group") for code in currencies(columns, "group")],
        "scenarios": [
            {"run_id": row.id, "differences": differences(texts[0], text, row is rows[0])}
            for row, text in zip(rows, texts, strict=True)
        ],
        "notes": list(notes(rows)),
    }  # fmt: skip


def columns_of(row: Any) -> Iterator[dict[str, Any]]:
    """A column for each structure of a run."""
    scenario, block = row.summary["scenario"], row.summary.get("reporting") or {"structures": []}
    groups = {each["name"]: each["figures"] for each in block["structures"]}
    for structure in row.summary["structures"]:
        group = groups.get(structure["name"])
        yield {
            "run_id": row.id, "structure": structure["name"], "title": structure["title"],
            "scenario_id": row.scenario_id, "scenario_version": row.scenario_version,
            "first_day": scenario["first_day"], "last_day": scenario["last_day"],
            "figures": {each["currency"]: each for each in structure["figures"]},
            "group": {group["currency"]: group} if group else {},
        }  # fmt: skip


def currencies(columns: Sequence[Mapping[str, Any]], whose: str) -> list[str]:
    """The currencies of any column's figures or groups, sorted."""
    return sorted({code for column in columns for code in column[whose]})


def in_currency(code: str, columns: Sequence[Mapping[str, Any]], whose: str) -> dict[str, Any]:
    """Every figure in one currency: its values by column (None where a run of an older build did
    not keep it), and their differences."""
    from treasury.reporting.benefit import MEANINGS, MONEY_FIGURES, TALLIES

    found = [column[whose].get(code) for column in columns]
    figures = []
    told = [name for name in ("fx", "tax") if any(name in each for each in found if each)]
    for name in (*MONEY_FIGURES, *told):
        values = [each and each.get(name) for each in found]
        figures.append(figure((name, "money"), MEANINGS[name], values))
    for name in TALLIES:
        for part, kind in (("count", "count"), ("amount", "money")):
            values = [(each or {}).get(name, {}).get(part) for each in found]
            figures.append(figure((f"{name}_{part}", kind), MEANINGS[name], values))
    agreed = any("overdraft_conversions" in each for each in found if each)
    for name in ("overdraft_nights", *(["overdraft_conversions"] if agreed else [])):
        values = [each and each.get(name) for each in found]
        figures.append(figure((name, "count"), MEANINGS[name], values))
    cautions = [(each or {}).get("note", "") for each in found]
    return {"currency": code, "figures": figures, "cautions": cautions}


def figure(called: tuple[str, str], said: tuple[str, str], values: list[Any]) -> dict[str, Any]:
    """One figure: its name, what it means, its values as texts, their differences."""
    name, kind = called
    heading, meaning = said
    texts = [None if value is None else str(value) for value in values]
    return {
        "name": name, "heading": heading, "meaning": meaning, "kind": kind, "values": texts,
        "differences": [less(text, texts[0]) for text in texts],
    }  # fmt: skip


def less(text: str | None, other: str | None) -> str | None:
    """The difference of two amounts, exact; None where one of them is missing.

    >>> less("10.50", "11.00"), less("1", None)
    ('-0.50', None)
    """
    if text is None or other is None:
        return None
    return format(Decimal(text) - Decimal(other), "f")


def notes(rows: Sequence[Any]) -> Iterator[str]:
    """What whoever reads the comparison must know."""
    spans = {(row.summary["scenario"]["first_day"], row.summary["scenario"]["last_day"])
             for row in rows}  # fmt: skip
    if len(spans) > 1:
        listed = ", ".join(f"{first} to {last}" for first, last in sorted(spans))
        yield f"The runs are over different days ({listed}): sums over them do not compare."
    blocks = [row.summary["reporting"] for row in rows if row.summary.get("reporting")]
    if any(block["for_sums"] != blocks[0]["for_sums"] for block in blocks):
        yield "The groups are translated at different rates: their sums differ by those too."
    engines = sorted({row.engine for row in rows})
    if len(engines) > 1:
        yield f"The runs were made by different engines: {', '.join(engines)}."
    elif len({row.summary.get("layout") for row in rows}) > 1:
        yield "The runs were kept by different builds of the engine: an older one may lack figures."
    for row in rows:
        failed = [each for each in row.summary["checks"] if each["passed"] is False]
        if failed:
            yield f"Run {row.id}: {len(failed)} checks failed; its figures are not to be trusted."


def differences(first: Document, other: Document, same: bool) -> list[str]:
    """What the other scenario says otherwise than the first, in sentences."""
    if same or first == other:
        return []
    told: list[str] = []
    for name in sorted({*first, *other}):
        before, after = first.get(name), other.get(name)
        if isinstance(before, list) or isinstance(after, list):
            told += of_lists(name, before or [], after or [])
        elif before != after:
            told.append(f"{name}: {said(before)} in the first, {said(after)} here.")
    return told


def of_lists(name: str, before: list[Any], after: list[Any]) -> list[str]:
    """What of a list of records is otherwise: how many, and the first of them by their ids."""
    one, two = ({json.dumps(each, sort_keys=True): each for each in records}
                for records in (before, after))  # fmt: skip
    gone = [each for text, each in one.items() if text not in two]
    new = [each for text, each in two.items() if text not in one]
    ids_gone, ids_new = ([label(each) for each in records] for records in (gone, new))
    changed = [each for each in dict.fromkeys(ids_new) if each and each in ids_gone]
    groups = (
        ("changed", changed),
        ("only in the first", [each for each in ids_gone if each not in changed]),
        ("only here", [each for each in ids_new if each not in changed]),
    )
    return [f"{name}: {len(ids)} {what}{shown(ids)}." for what, ids in groups if ids]


def label(record: Any) -> str:
    """What a record is called; empty for one without a name."""
    return str(record.get("id", "")) if isinstance(record, dict) else str(record)


def shown(ids: list[str]) -> str:
    """The first of the names, in brackets; nothing where there are none."""
    named = [each for each in ids if each]
    more = ", ..." if len(named) > SHOWN else ""
    return f" ({', '.join(named[:SHOWN])}{more})" if named else ""


def said(value: Any) -> str:
    """A value as it is said in a sentence."""
    return "nothing" if value is None else str(value)
