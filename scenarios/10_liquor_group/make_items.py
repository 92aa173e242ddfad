"""The flagship's items: a year of receipts and payments, drawn from the tables in `made_from/`.

    python scenarios/10_liquor_group/make_items.py

writes `items.csv` again, byte for byte the committed one. Amounts are whole fen; nothing is a
float. Each draw is a hash of its own name (seed, stream, account, day), so that a flow added
or taken away moves no other, and no version of Python changes a figure.

`sizes.csv` says what an account receives in a year and which template it follows;
`templates.csv` what part of that each flow is (per mille, payments negative), on which days,
at what time; `seasons.csv` how the year is spread over its 24 half-months;
`counterparties.csv` who pays; `single.csv` holds what happens once.
"""

import csv
import datetime
import hashlib
import io
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

HERE = Path(__file__).parent
SEED = "liquor-2026"
YEAR = 2026
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOLIDAYS = ("01-01 01-03", "02-15 02-23", "04-04 04-06", "05-01 05-05", "06-19 06-21",
            "09-25 09-27", "10-01 10-07")  # fmt: skip
MADE_UP = ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10")
"""The State Council's holidays and make-up working days of 2026 (month-day)."""

COLUMNS = ("id", "date", "time", "account", "amount", "counterparty", "text", "category",
           "priority")  # fmt: skip

Row = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """One template line for one account: `total` fen over the year, positive = received."""

    account: str
    number: int
    line: Row
    total: int


def table(name: str) -> list[Row]:
    """The rows of a CSV file in `made_from/`."""
    with (HERE / "made_from" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def draw(low: int, high: int, *name: object) -> int:
    """A whole number from `low` to `high`, both included, always the same for the same name.

    >>> draw(0, 9, "example", 1) == draw(0, 9, "example", 1)
    True
    """
    text = "|".join(map(str, (SEED, *name)))
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
    return low + number % (high - low + 1)


def year_days() -> list[datetime.date]:
    """Every day of the year."""
    first = datetime.date(YEAR, 1, 1)
    return [first + datetime.timedelta(days=n) for n in range(365)]


def working_days() -> set[datetime.date]:
    """The days on which banks and offices work."""
    closed: set[datetime.date] = set()
    for span in HOLIDAYS:
        first, last = (datetime.date.fromisoformat(f"{YEAR}-{end}") for end in span.split())
        closed |= {first + datetime.timedelta(days=n) for n in range((last - first).days + 1)}
    made_up = {datetime.date.fromisoformat(f"{YEAR}-{day}") for day in MADE_UP}
    plain = {day for day in year_days() if day.weekday() < 5 and day not in closed}
    return plain | made_up


def next_working(day: datetime.date, works: set[datetime.date]) -> datetime.date | None:
    """The day itself if offices work, else the next day they do; None after the year's end."""
    while day.year == YEAR:
        if day in works:
            return day
        day += datetime.timedelta(days=1)
    return None


def dates_of(flow: Flow, works: set[datetime.date]) -> list[datetime.date]:
    """The days on which the flow happens, in order.

    Weekly and monthly days that fall on a holiday move to the next working day. `chance` is
    the share of the days, per mille, on which it happens at all.
    """
    kind, *names = flow.line["rhythm"].split()
    if kind == "every_day":
        days = year_days()
    elif kind == "business_days":
        days = sorted(works)
    else:
        months = {1, 4, 7, 10} if kind == "quarterly" else set(range(1, 13))
        if kind == "weekly":
            wanted = [day for day in year_days() if WEEKDAYS[day.weekday()] in names]
        else:
            wanted = [datetime.date(YEAR, month, int(names[0])) for month in sorted(months)]
        moved = {next_working(day, works) for day in wanted}
        days = sorted(day for day in moved if day is not None)
    chance = int(flow.line["chance"])
    return [day for day in days if draw(1, 1000, "day", flow.account, flow.number, day) <= chance]


def half_month(day: datetime.date) -> str:
    """The column of `seasons.csv` the day falls in, for example `02b` from 15 February on."""
    return f"{day.month:02d}{'a' if day.day < 15 else 'b'}"


def amounts_of(flow: Flow, days: list[datetime.date], season: Row) -> list[int]:
    """Positive fen for each day: the year's total spread by season, give or take a third."""
    weights = [
        int(season[half_month(day)]) * draw(700, 1300, "size", flow.account, flow.number, day)
        for day in days
    ]
    unit = int(Decimal(flow.line["round_to"]) * 100)
    total = abs(flow.total)
    return [max(unit, total * weight // sum(weights) // unit * unit) for weight in weights]


def minutes(text: str) -> int:
    """Minutes after midnight of a time written 09:30."""
    hours, rest = text.split(":")
    return int(hours) * 60 + int(rest)


def items_of(flow: Flow, works: set[datetime.date], season: Row, names: list[str]) -> list[Row]:
    """The flow's items of the year."""
    days = dates_of(flow, works)
    rows = []
    for day, fen in zip(days, amounts_of(flow, days, season), strict=True):
        name = (flow.account, flow.number, day)
        first, last = minutes(flow.line["from"]), minutes(flow.line["to"])
        minute = first + draw(0, (last - first) // 5, "time", *name) * 5
        sign = "-" if flow.total < 0 else ""
        rows.append(
            {
                "date": day.isoformat(),
                "time": f"{minute // 60:02d}:{minute % 60:02d}",
                "account": flow.account,
                "amount": f"{sign}{fen // 100}.{fen % 100:02d}",
                "counterparty": names[draw(0, len(names) - 1, "who", *name)],
                "text": flow.line["text"],
                "category": flow.line["category"],
                "priority": flow.line["priority"],
            }
        )
    return rows


def flows() -> list[Flow]:
    """Every flow of every account, in the order of the tables."""
    templates = table("templates.csv")
    return [
        Flow(
            account=size["account"],
            number=number,
            line=line,
            total=int(size["receipts_a_year"]) * int(line["per_mille"]) // 10,
        )
        for size in table("sizes.csv")
        for number, line in enumerate(templates)
        if line["template"] == size["template"]
    ]


def make() -> str:
    """The whole text of `items.csv`."""
    works = working_days()
    seasons = {row["season"]: row for row in table("seasons.csv")}
    names: dict[str, list[str]] = {}
    for row in table("counterparties.csv"):
        names.setdefault(row["group"], []).append(row["name"])
    rows = table("single.csv")
    for flow in flows():
        line = flow.line
        rows += items_of(flow, works, seasons[line["season"]], names[line["counterparties"]])
    rows.sort(key=lambda row: (row["date"], row["time"], row["account"], row["category"]))
    counts: dict[str, int] = {}
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        counts[row["date"]] = counts.get(row["date"], 0) + 1
        day = row["date"][5:].replace("-", "")
        writer.writerow(row | {"id": f"{day}-{counts[row['date']]:03d}"})
    return out.getvalue()


if __name__ == "__main__":
    (HERE / "items.csv").write_text(make(), encoding="utf-8", newline="\n")
