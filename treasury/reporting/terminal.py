"""The report in the terminal: headline figures side by side, checks, where the report is.

Figures are rows and structures columns, so that amounts stay whole at 80 columns; where the
structures do not fit side by side they follow in further tables.
"""

from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table as RichTable
from rich.text import Text

from treasury.comparing.figures import Figures
from treasury.comparison import Run, Study
from treasury.errors import printable
from treasury.money import written
from treasury.reporting.analysis_table import credit_words
from treasury.reporting.benefit import (
    MEANINGS,
    TALLIES,
    benefit_first,
    figures_by_currency,
    group_pairs,
    moved_currencies,
    night_figures,
)
from treasury.reporting.check_table import count_outcomes, runs_checked
from treasury.reporting.deposit_table import not_placed
from treasury.reporting.form_words import form_words
from treasury.reporting.group_words import rate_sentences
from treasury.reporting.labels import structure_title
from treasury.reporting.like_for_like import figures_note
from treasury.reporting.notices import notice_texts
from treasury.reporting.payments import unpaid_loans


def show(study: Study, folder: Path, console: Console) -> None:
    """Print the study's headline, its checks and where its report lies."""
    scenario = study.scenario
    console.print(Text(scenario.title or scenario.id, style="bold"))
    console.print(f"{scenario.first_day} to {scenario.last_day}", style="dim")
    show_runs(study, console)
    for words in notice_texts(scenario):
        console.print(f"! {words}", markup=False, highlight=False, style="yellow")
    found, moved = figures_by_currency(study), moved_currencies(study)
    for currency in moved:
        for chosen in side_by_side(found[currency], console.width):
            console.print(figure_table(study, chosen, f"Figures in {currency}"))
        show_notes(study, found[currency], console)
    if rest := [currency for currency in found if currency not in moved]:
        console.print(f"In {' and '.join(rest)} the structures change nothing.")
    show_group(study, console)
    show_words(study, console)
    show_checks(study, console)
    console.print(f"Report: {escape(str(folder / 'report.html'))}", soft_wrap=True, highlight=False)


def show_words(study: Study, console: Console) -> None:
    """Print of each run which loans were not repaid, and what earnings credits paid."""
    for number, run in enumerate(study.runs):
        for words in (*unpaid_loans(run), *not_placed(run)):
            console.print(f"[{number}] {words}", markup=False, highlight=False, style="yellow")
        for words in credit_words(run):
            console.print(f"[{number}] {words}", markup=False, highlight=False)


def show_runs(study: Study, console: Console) -> None:
    """Print the runs by number, below each the legal form of its loans where one is given."""
    for number, run in enumerate(study.runs):
        title = structure_title(run.plan) + profile_words(study, run)
        console.print(f"  [{number}] {title}", markup=False)
        for words in form_words(study.scenario, run.plan.structure):
            console.print(f"      {printable(words)}", markup=False, highlight=False, style="dim")


def show_group(study: Study, console: Console) -> None:
    """Print the group in its reporting currency with the rates; nothing where it has none."""
    group, pairs = study.standalone.group, group_pairs(study)
    if group is None:
        return
    into = group.translation.currency
    for chosen in side_by_side(pairs, console.width):
        console.print(figure_table(study, chosen, f"Group in {into}"))
    show_notes(study, pairs, console)
    for words in rate_sentences(group.translation):
        console.print(f"  {words}", markup=False, highlight=False, style="dim")


def profile_words(study: Study, run: Run) -> str:
    """Under which profile the structure runs, where not all run under the same one."""
    profiles = {one.id: one.profile for one in study.scenario.structures}
    mine = profiles.get(run.plan.structure or "")
    return f", profile {mine}" if mine and len(set(profiles.values())) > 1 else ""


def show_notes(study: Study, pairs: list[tuple[Run, Figures]], console: Console) -> None:
    """Print beside the net benefits of one currency which are not like for like, and why."""
    numbers = {id(run): number for number, run in enumerate(study.runs)}
    for run, figures in pairs:
        if words := figures_note(figures):
            told = f"Net benefit [{numbers[id(run)]}]: {words}"
            console.print(told, markup=False, highlight=False, style="yellow")


def figure_cells(figures: Figures, *, first: bool) -> list[str]:
    """The headline figures in the order of the rows; as-is has no benefit against itself."""
    currency = figures.currency
    shown = [
        written(getattr(figures, name), currency, grouped=True) for name in benefit_first(figures)
    ]
    if first:
        shown[0] = "-"
    tallies = [getattr(figures, name) for name in TALLIES]
    shown += [f"{tally.count:,}" for tally in tallies]
    return shown + [f"{getattr(figures, name):,}" for name in night_figures(figures)]


def side_by_side(pairs: list[tuple[Run, Figures]], width: int) -> list[list[tuple[Run, Figures]]]:
    """The structures in groups that fit the width; at least one structure a group."""
    labels = (
        max(
            len(MEANINGS[name][0])
            for name in (*benefit_first(pairs[0][1]), *TALLIES, *night_figures(pairs[0][1]))
        )
        + 4
    )
    groups: list[list[tuple[Run, Figures]]] = [[]]
    used = labels
    for run, figures in pairs:
        needed = max(map(len, figure_cells(figures, first=False))) + 3
        if groups[-1] and used + needed > width:
            groups.append([])
            used = labels
        groups[-1].append((run, figures))
        used += needed
    return groups


def figure_table(study: Study, pairs: list[tuple[Run, Figures]], title: str) -> RichTable:
    """The figures of some structures in one currency; columns are numbered as listed."""
    table = RichTable(title=title, title_justify="left")
    table.add_column("")
    columns = []
    for run, figures in pairs:
        number = next(at for at, one in enumerate(study.runs) if one is run)
        table.add_column(Text(f"[{number}]"), justify="right", no_wrap=True)
        columns.append(figure_cells(figures, first=number == 0))
    names = (*benefit_first(pairs[0][1]), *TALLIES, *night_figures(pairs[0][1]))
    for name, *cells in zip(names, *columns, strict=True):
        style = "bold" if name == "net_benefit" else None
        table.add_row(MEANINGS[name][0], *cells, style=style)
    return table


def show_checks(study: Study, console: Console) -> None:
    """Print how many checks passed, and each that failed with its detail."""
    counts = count_outcomes(study)
    said = ", ".join(f"{count} {outcome}" for outcome, count in counts.items() if count)
    console.print(f"Checks: {said or 'none'}", style="red" if counts["FAILED"] else "green")
    for name, run in runs_checked(study):
        for check in run.checks:
            if check.passed is False:
                console.print(f"  {name}: {check.name}: {check.detail}", markup=False, style="red")
