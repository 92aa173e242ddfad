"""What the scenario says must be said, beside exports whose format has no place for remarks.

Journals carry it as comments. An entry list as CSV and bank statements in XML do not: beside them
stands a file of the notices, whose form a spreadsheet or anybody can read.
"""

import csv
import io

from treasury.reporting.exports.naming import harmless, inert
from treasury.reporting.notices import notice_texts, notices_of
from treasury.scenario import Scenario

BESIDE = {"csv": "notices.csv", "xml": "notices.txt"}
"""The file of the notices, by the suffix of the exported files."""
COLUMNS = ("accounts", "notice")


def notice_files(scenario: Scenario, suffix: str) -> dict[str, str]:
    """The text of the file beside an export, by its name; none where there is nothing to say."""
    if not notices_of(scenario) or suffix not in BESIDE:
        return {}
    if suffix == "csv":
        return {BESIDE[suffix]: notice_table(scenario)}
    head = f"To be read with every figure of these files (scenario {harmless(scenario.id)}):"
    lines = [head, "", *(f"- {line}" for line in notice_texts(scenario))]
    return {BESIDE[suffix]: "\n".join(lines) + "\n"}


def notice_table(scenario: Scenario) -> str:
    """The notices as CSV text: the accounts each is about (empty: all), and what it says."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for notice in notices_of(scenario):
        accounts = inert(harmless(", ".join(notice.accounts)))
        writer.writerow((accounts, inert(harmless(notice.text))))
    return out.getvalue()
