"""The part of the page that sets transfers of structures with the same accounts side by side."""

from treasury.comparison import Run, Study
from treasury.reporting.labels import structure_title
from treasury.reporting.page.html_table import table_html
from treasury.reporting.page.markup import Html, tag
from treasury.reporting.transfers_beside import alike, transfers_beside

ROWS = 40
TOLD = (
    "These structures join the same accounts in the same way. Here is what was not the same in all "
    "of them: one transfer a line, a dash where nothing was moved. Linked draws for payments are "
    "left out."
)


def beside_section(study: Study) -> Html:
    """The transfers in which structures with the same accounts differ; empty where none do."""
    parts: list[str] = []
    for runs in alike(study):
        table = transfers_beside(runs)
        if len(table):
            parts += [tag("p", headed(runs), class_="meanings"), table_html(table, limit=ROWS,
                      where="the files sweeps.csv of these structures")]  # fmt: skip
    if not parts:
        return Html("")
    told = tag("p", TOLD)
    return tag("section", tag("h2", "Same pool, different transfers"), told, *parts, id="beside")


def headed(runs: list[Run]) -> str:
    """Which structures a table compares."""
    return "Compared: " + "; ".join(structure_title(run.plan) for run in runs) + "."
