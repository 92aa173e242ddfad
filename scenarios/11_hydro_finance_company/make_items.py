"""The hydro group's items: the flows of `made_from/flows.csv`, one line for each month.

    python scenarios/11_hydro_finance_company/make_items.py

writes `items.csv` again, byte for byte the committed one. A flow has its months, a day of the
month and an amount in yuan (payments negative); a day that is no working day moves to the next
one. `times_by_month` multiplies the amount, in per cent, for what follows the water: the flood.
"""

import csv
import datetime
import io
from pathlib import Path

HERE = Path(__file__).parent
YEAR = 2026
HOLIDAYS = ("04-04 04-06", "05-01 05-05", "06-19 06-21")
MADE_UP = ("05-09",)
"""The State Council's holidays and make-up working days, March to August 2026 (month-day)."""

COLUMNS = ("id", "date", "time", "account", "amount", "counterparty", "text", "category")

Row = dict[str, str]


def table(name: str) -> list[Row]:
    """The rows of a CSV file in `made_from/`."""
    with (HERE / "made_from" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def works(day: datetime.date) -> bool:
    """Whether banks and offices work on the day."""
    name = day.isoformat()[5:]
    closed = any(first <= name <= last for first, last in map(str.split, HOLIDAYS))
    return name in MADE_UP or (day.weekday() < 5 and not closed)


def next_working(day: datetime.date) -> datetime.date:
    """The day itself if offices work, else the next day they do.

    >>> next_working(datetime.date(2026, 5, 1))
    datetime.date(2026, 5, 6)
    """
    while not works(day):
        day += datetime.timedelta(days=1)
    return day


def items_of(flow: Row, water: Row) -> list[Row]:
    """The flow's items, one a month."""
    rows = []
    for month in flow["months"].split():
        day = next_working(datetime.date(YEAR, int(month), int(flow["day"])))
        share = int(water[month]) if flow["with_the_water"] == "yes" else 100
        rows.append(
            {
                "date": day.isoformat(),
                "time": flow["time"],
                "account": flow["account"],
                "amount": f"{int(flow['amount']) * share // 100}.00",
                "counterparty": flow["counterparty"],
                "text": flow["text"],
                "category": flow["category"],
            }
        )
    return rows


def make() -> str:
    """The whole text of `items.csv`."""
    water = {row["month"]: row["per_cent"] for row in table("times_by_month.csv")}
    rows = [row for flow in table("flows.csv") for row in items_of(flow, water)]
    rows.sort(key=lambda row: (row["date"], row["time"], row["account"], row["category"]))
    counts: dict[str, int] = {}
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        counts[row["date"]] = counts.get(row["date"], 0) + 1
        day = row["date"][5:].replace("-", "")
        writer.writerow(row | {"id": f"{day}-{counts[row['date']]:02d}"})
    return out.getvalue()


if __name__ == "__main__":
    (HERE / "items.csv").write_text(make(), encoding="utf-8", newline="\n")
