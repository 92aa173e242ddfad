"""Complaints on stderr: place, what is wrong, what would be right; all of them at once."""

import sys

from treasury.errors import Complaint, dotted


def show(complaints: list[Complaint], ending: str = "") -> None:
    """Print the complaints: as a table on a terminal, else one a line; then how many."""
    if sys.stderr.isatty():
        show_table(complaints)
    else:
        for complaint in complaints:
            print(complaint.sentence(), file=sys.stderr)
    things = "1 complaint" if len(complaints) == 1 else f"{len(complaints)} complaints"
    print(f"{things}{ending}.", file=sys.stderr)


def show_table(complaints: list[Complaint]) -> None:
    """Print the complaints as a table that fits the terminal."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(show_lines=True)
    table.add_column("place", overflow="fold")
    table.add_column("what is wrong", overflow="fold")
    table.add_column("what would be right", overflow="fold")
    for complaint in complaints:
        place = complaint.where or dotted(complaint.path)
        table.add_row(escape(place), escape(complaint.message), escape(complaint.expected))
    Console(stderr=True).print(table)
