"""A report table as an HTML table: headings, cells, what the columns mean, and what is left out."""

from dataclasses import replace

from treasury.reporting.page.markup import Html, escaped, joined, tag
from treasury.reporting.table import Column, Table, cells

NUMERIC = ("money", "count", "rate", "fraction")
WRAPS = ("reason", "detail", "cause", "name", "title", "bearer", "counterparty", "rule", "note",
         "about", "calculation", "form", "source")  # fmt: skip
DENSITIES = ((125, None), (170, "dense"), (215, "denser"))
"""A row of fewer characters than this is set in this type; the more there are, the smaller."""


def table_html(
    table: Table, *, limit: int | None = None, where: str = "", hide: tuple[str, ...] = ()
) -> Html:
    """The table's first `limit` rows (None: all); `where` names the file that holds them all."""
    if not len(table):
        return tag("p", "None.", class_="none")
    kept = tuple(column for column in table.columns if column.name not in hide)
    texts = cells(replace(table, columns=kept), grouped=True, limit=limit)
    body = body_html(kept, texts)
    head = tag("tr", *(tag("th", column.heading, **cell_class(column)) for column in kept))
    grid = tag("table", tag("thead", head), tag("tbody", body), class_=density(kept, texts))
    parts = [tag("div", grid, class_="grid"), meanings(kept)]
    if limit is not None and len(table) > limit:
        told = f"The first {limit:,} of {len(table):,} rows"
        parts.append(tag("p", f"{told}; all of them are in {where}.", class_="rest"))
    return joined(parts)


def body_html(columns: tuple[Column, ...], texts: list[list[str]]) -> Html:
    """The rows; a negative amount is marked, and still has its sign."""
    made = []
    for column, column_texts in zip(columns, texts, strict=True):
        plain = joined_class(column)
        money = column.kind == "money"
        made.append(
            [
                f"<td{plain_or_negative(plain, money and text.startswith('-'))}>"
                f"{escaped(text)}</td>"
                for text in column_texts
            ]
        )
    return Html("".join(f"<tr>{''.join(row)}</tr>" for row in zip(*made, strict=True)))


def joined_class(column: Column) -> str:
    """The class of a column's cells: figures to the right, sentences may wrap."""
    if column.kind in NUMERIC:
        return "num"
    if column.name == "note":
        return "wrap words"
    return "wrap" if column.name in WRAPS else ""


def plain_or_negative(plain: str, negative: bool) -> str:
    """The class attribute of a cell."""
    name = f"{plain} neg" if negative else plain
    return f' class="{name}"' if name else ""


def cell_class(column: Column) -> dict[str, str | None]:
    """The attributes of a column's heading."""
    return {"class_": joined_class(column) or None, "scope": "col"}


def density(columns: tuple[Column, ...], texts: list[list[str]]) -> str | None:
    """The class that sets a table with much in a row in smaller type."""
    needed = 0
    for column, column_texts in zip(columns, texts, strict=True):
        longest = max(map(len, column_texts), default=0)
        needed += min(longest, 30) if column.name in WRAPS else longest
        needed += 2
    return density_class(needed)


def density_class(characters: int) -> str | None:
    """The class of a table whose rows need so many characters.

    >>> density_class(100), density_class(130), density_class(200), density_class(250)
    (None, 'dense', 'denser', 'densest')
    """
    for below, name in DENSITIES:
        if characters < below:
            return name
    return "densest"


def meanings(columns: tuple[Column, ...]) -> Html:
    """What the columns mean, in words, below the table."""
    told = [
        joined((tag("b", column.heading), f" {column.meaning}. "))
        for column in columns
        if column.meaning
    ]
    return tag("p", *told, class_="meanings") if told else Html("")
