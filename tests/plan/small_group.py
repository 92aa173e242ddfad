"""A small scenario in files that is right, for tests that put something wrong into it."""

from pathlib import Path

Change = dict[str, str]
"""A change to one `file`: all its `text`, or `more` at its end, or `new` in place of `old`."""

TOML = """\
id = "group"
first_day = 2026-01-01
last_day = 2026-03-31
as_is = "zero"

[[terms]]
id = "current"

[[terms]]
id = "internal"

[[rules]]
id = "all"
preset = "zero_balance"

[[rules]]
id = "keep"
preset = "keep"
keep = 1000.00

[[structures]]
id = "zero"
calendar = "CN"
payment_mode = "full"
internal_terms = "internal"
"""

FILES = {
    "scenario.toml": TOML,
    "entities.csv": "id,legal_form,branch_of\nHQ,company,\nBR,branch,HQ\nSUB,subsidiary,\n",
    "banks.csv": "id,calendar\nICBC,CN\n",
    "accounts.csv": (
        "id,entity,bank,currency,kind,opening,overdraft,terms\n"
        "HQ-1,HQ,ICBC,CNY,current,1000.00,500.00,current\n"
        "BR-1,BR,ICBC,CNY,current,10.00,,current\n"
        "SUB-1,SUB,ICBC,CNY,current,20.00,,current\n"
        "JP-1,SUB,ICBC,JPY,current,0,,\n"
    ),
    "rates.csv": (
        "terms,valid_from,side,up_to,rate\n"
        "current,,credit,500000.00,0.35%\n"
        "current,,credit,,0.40%\n"
        "current,,debit,,4.35%\n"
        "internal,,credit,,1%\n"
        "internal,,debit,,3%\n"
    ),
    "credit_lines.csv": "id,account,limit,drawn,terms\nL-1,HQ-1,9000.00,0,current\n",
    "term_loans.csv": (
        "id,account,principal,drawn_on,repaid_on,terms\n"
        "T-1,SUB-1,5000.00,2025-06-30,2026-06-30,current\n"
    ),
    "fees.csv": "id,account,amount,every,day,date\nF-1,HQ-1,100.00,month,1,\n",
    "opening_numbers.csv": "account,side,tier,number\nHQ-1,credit,1,1000\n",
    "links.csv": (
        "structure,participant,header,rule,priority\nzero,BR-1,HQ-1,all,1\nzero,SUB-1,HQ-1,keep,2\n"
    ),
    "items.csv": (
        "id,date,time,value_date,account,amount,text\n"
        "i1,2026-01-05,09:30,,SUB-1,250.00,sale\n"
        "i2,2026-01-06,,2026-01-07,BR-1,-5.00,\n"
    ),
}


def write_files(folder: Path, *changes: Change) -> Path:
    """The small group in a folder, with the changes made to its files."""
    files: dict[str, bytes] = {name: text.encode() for name, text in FILES.items()}
    for change in changes:
        name, encoding = change["file"], change.get("encoding", "utf-8")
        if "text" in change:
            files[name] = change["text"].encode(encoding)
        elif "more" in change:
            files[name] += change["more"].encode(encoding)
        else:
            old, new = change["old"].encode(), change["new"].encode(encoding)
            assert files[name].count(old) == 1, f"{change['old']!r} is not once in {name}"
            files[name] = files[name].replace(old, new)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder
