"""Bad input gets every complaint at once, with its place and what would be right."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.plan.small_group import write_files
from treasury.errors import Refused
from treasury.loading.folder import load
from treasury.plan.problems.every import ALWAYS, IF_THE_RUN_IS_KNOWN, complaints
from treasury.plan.problems.facts import Facts
from treasury.plan.reading import NOT_LOOKED_AT, SHOWN_OF_A_KIND, read

BAD_INPUTS = Path(__file__).with_name("bad_inputs.toml").read_text(encoding="utf-8")
CASES = tomllib.loads(BAD_INPUTS)["case"]
TEN_FAULTS = [
    {"file": "scenario.toml", "old": "last_day = 2026-03-31", "new": "last_day = 2027-03-31"},
    {"file": "scenario.toml", "old": 'id = "all"', "new": 'id = "all"\nminimun = 5'},
    {"file": "scenario.toml", "old": "keep = 1000.00", "new": "keep = -1000.00"},
    {"file": "accounts.csv", "old": "HQ-1,HQ,ICBC,CNY", "new": "HQ-1,HQ,ICBK,CNY"},
    {"file": "accounts.csv", "old": "10.00,,", "new": '"1,000.00",,'},
    {"file": "entities.csv", "old": "branch,HQ", "new": "branch,HX"},
    {"file": "links.csv", "more": "zero,JP-1,HQ-1,all,1\n"},
    {"file": "rates.csv", "old": "4.35%", "new": "4.35"},
    {"file": "fees.csv", "old": "month,1", "new": "once,1"},
    {"file": "items.csv", "old": "2026-01-05", "new": "2026-02-30"},
]
TEN_SENTENCES = [
    ("scenario.toml line 14, rules[0].minimun: the key 'minimun' is not known; expected 'minimum'"),
    "scenario.toml line 20, rules[1].keep: -1000.00 is below zero; expected zero or more",
    (
        "accounts.csv line 2, column bank: there is no bank 'ICBK'; "
        "expected an id from banks, perhaps 'ICBC'"
    ),
    (
        "accounts.csv line 3, column opening: '1,000.00' has a comma; "
        "expected an amount such as 1234567.89"
    ),
    (
        "built-in calendar CN, valid_until: calendar 'CN' does not know the business days after "
        "2026-12-31, and the run is 2026-01-01 to 2027-03-31; "
        "expected a shorter run, or a calendar 'CN' of your own that covers it"
    ),
    (
        "entities.csv line 3, column branch_of: there is no entity 'HX'; "
        "expected an id from entities, such as 'BR'"
    ),
    (
        "fees.csv line 2, column date: a fee charged once needs its date; "
        "expected a day of 2026-01-01 to 2027-03-31"
    ),
    (
        "items.csv line 2, column date: 2026-02-30 is not a day of the calendar; "
        "expected a date such as 2026-03-20"
    ),
    (
        "links.csv line 4, column header: 'JP-1' is in JPY, its header 'HQ-1' in CNY; "
        "expected a header in JPY, or a line of conversions for 'JP-1'"
    ),
    (
        "rates.csv line 4, column rate: '4.35' has no unit; "
        "expected a rate with its unit, such as 0.35% or 35bps, at most 100 % a year; "
        "or an index and a margin, such as LPR_1Y + 35bps"
    ),
]

ALL = 'id = "all"'
UP = "structure,participant,header,rule,direction\nzero,BR-1,HQ-1,all,up\nzero,SUB-1,HQ-1,keep,\n"
DEPOSIT = [
    {"file": "scenario.toml", "more": '\n[[terms]]\nid = "deposit"\n'},
    {"file": "rates.csv", "more": "deposit,,credit,,1%\n"},
]
ON_DEPOSIT = {"file": "accounts.csv", "old": "20.00,,current", "new": "20.00,,deposit"}
RESERVE = (
    '\n[[accounts]]\nid = "R-1"\nentity = "HQ"\nbank = "ICBC"\ncurrency = "CNY"\n'
    "overdraft_may_fund = false\nreserve = 5.00\n"
)
JUST_RIGHT = {
    "an opening balance at the overdraft": [
        {"file": "accounts.csv", "old": "20.00,,current", "new": "-20.00,20.00,current"}
    ],
    "an opening balance at overdraft and credit line": [
        {"file": "accounts.csv", "old": "1000.00,500.00", "new": "-9400.00,500.00"},
        {"file": "credit_lines.csv", "old": "9000.00,0", "new": "9000.00,100.00"},
    ],
    "terms without debit rate where nothing is overdrawn": [*DEPOSIT, ON_DEPOSIT],
    "an overdraft that is free because the rate says so": [
        {"file": "rates.csv", "old": "current,,debit,,4.35%", "new": "current,,debit,,0%"}
    ],
    "one price for money that goes one way": [
        {"file": "rates.csv", "old": "internal,,debit,,3%\n", "new": ""},
        {"file": "scenario.toml", "old": '"full"', "new": '"standalone"'},
    ],
    "value 31 days after the last day": [
        {"file": "items.csv", "more": "i3,2026-03-31,,2026-05-01,SUB-1,1.00,\n"}
    ],
    "a multiple that is the minimum and the maximum": [
        {
            "file": "scenario.toml",
            "old": ALL,
            "new": ALL + "\nminimum = 5\nmaximum = 5\nmultiple = 5",
        }
    ],
    "a minimum at the largest multiple": [
        {
            "file": "scenario.toml",
            "old": ALL,
            "new": ALL + "\nminimum = 8\nmaximum = 11\nmultiple = 4",
        }
    ],
    "a minimum above the largest multiple, where the minimum is tested first": [
        {
            "file": "scenario.toml",
            "old": ALL,
            "new": ALL + "\nminimum = 60\nmaximum = 65\nmultiple = 50",
        },
        {"file": "scenario.toml", "old": 'id = "zero"', "new": 'id = "zero"\nprofile = "t24"'},
    ],
    "limits of a rule that nobody uses": [
        {
            "file": "scenario.toml",
            "more": '\n[[rules]]\nid = "spare"\npreset = "keep"\nkeep = 5\nminimum_deficit = 5\n',
        }
    ],
    "limits downwards where one of two links goes down": [
        {"file": "scenario.toml", "old": ALL, "new": ALL + "\nminimum_deficit = 5"},
        {"file": "links.csv", "text": UP.replace("keep", "all")},
    ],
    "an earnings credit rate that begins with its account analysis": [
        {"file": "scenario.toml", "more": '\n[[terms]]\nid = "ecr"\n'},
        {"file": "rates.csv", "more": "ecr,2026-02-01,credit,,1%\n"},
        {
            "file": "account_analyses.csv",
            "text": "id,accounts,settlement_account,terms,valid_from\nA,HQ-1,HQ-1,ecr,2026-02-01\n",
        },
    ],
    "a settlement account that closes once its account analysis has been charged": [
        {
            "file": "scenario.toml",
            "more": '\n[[terms]]\nid = "ecr"\n\n[[stops]]\naccount = "BR-1"\nkind = "closed"\n'
            'valid_from = 2026-02-16\n\n[[stops]]\naccount = "BR-1"\nkind = "closed"\n'
            "valid_from = 2026-02-01\nvalid_until = 2026-02-14\n",
        },
        {"file": "rates.csv", "more": "ecr,,credit,,1%\n"},
        {
            "file": "account_analyses.csv",
            "text": "id,accounts,settlement_account,terms,charge_day,valid_until\n"
            "A,BR-1,BR-1,ecr,15,2026-02-10\n",
        },
    ],
    "a reserve that a credit line keeps": [
        {"file": "scenario.toml", "more": RESERVE},
        {"file": "credit_lines.csv", "more": "L-2,R-1,10.00,0,current\n"},
    ],
    "an agreed deposit that keeps back more than there will ever be": [
        *DEPOSIT,
        ON_DEPOSIT,
        {
            "file": "agreed_deposits.csv",
            "text": "account,basic_amount,rate\nSUB-1,100000000000000.00,1%\n",
        },
    ],
    "a reserve of a header": [
        {"file": "scenario.toml", "more": RESERVE},
        {"file": "links.csv", "more": "zero,HQ-1,R-1,all,1\n"},
    ],
}
UNUSED_IF_COMPLETE = {
    "internal terms": [],
    "a limit downwards": [
        {"file": "scenario.toml", "old": 'id = "keep"', "new": 'id = "keep"\nminimum_deficit = 5'}
    ],
    "a reserve": [{"file": "scenario.toml", "more": RESERVE}],
}


def sentences(folder: Path) -> list[str]:
    """What a treasurer is told about the folder, without the last word about unread rows."""
    with pytest.raises(Refused) as refused:
        read(folder)
    told = [complaint.sentence() for complaint in refused.value.complaints]
    return [words for words in told if NOT_LOOKED_AT not in words]


def test_the_small_group_itself_is_right(tmp_path: Path) -> None:
    assert read(write_files(tmp_path)).id == "group"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"].replace(" ", "-"))
def test_bad_input_is_refused_in_these_words(case: dict[str, Any], tmp_path: Path) -> None:
    assert sentences(write_files(tmp_path, *case["changes"])) == case["complaints"]


@pytest.mark.parametrize("name", JUST_RIGHT)
def test_what_just_fits_is_accepted(name: str, tmp_path: Path) -> None:
    assert read(write_files(tmp_path, *JUST_RIGHT[name])).id == "group"


@pytest.mark.parametrize("name", UNUSED_IF_COMPLETE)
def test_what_a_broken_link_may_use_is_not_called_unused(name: str, tmp_path: Path) -> None:
    broken = {"file": "links.csv", "old": "SUB-1,HQ-1,keep,2", "new": "SUB-1,HQ-1,keep,second"}
    told = sentences(write_files(tmp_path, broken, *UNUSED_IF_COMPLETE[name]))
    assert [words.split(":")[0] for words in told] == ["links.csv line 3, column priority"]


def test_an_overdraft_that_a_broken_credit_line_may_cover_is_not_complained_about(
    tmp_path: Path,
) -> None:
    overdrawn = {"file": "accounts.csv", "old": "1000.00,500.00", "new": "-600.00,500.00"}
    broken = {"file": "credit_lines.csv", "old": "9000.00,0", "new": "9000.00,none"}
    told = sentences(write_files(tmp_path, overdrawn, broken))
    assert [words.split(":")[0] for words in told] == ["credit_lines.csv line 2, column drawn"]


def test_ten_different_faults_come_back_at_once(tmp_path: Path) -> None:
    assert len(TEN_SENTENCES) == len(TEN_FAULTS) == 10
    assert sentences(write_files(tmp_path, *TEN_FAULTS)) == TEN_SENTENCES


def test_every_problem_is_found_by_some_bad_input(tmp_path: Path) -> None:
    silent = {*ALWAYS, *IF_THE_RUN_IS_KNOWN}
    for number, case in enumerate(CASES):
        folder = tmp_path / str(number)
        folder.mkdir()
        scenario = load(write_files(folder, *case["changes"])).scenario
        if scenario is not None:
            facts = Facts(scenario=scenario)
            silent -= {problem for problem in silent if any(True for _ in problem(facts))}
    assert not silent


def test_what_refers_to_a_broken_record_is_not_complained_about(tmp_path: Path) -> None:
    broken_account = {"file": "accounts.csv", "old": "20.00,,", "new": "20.0.0,,"}
    assert sentences(write_files(tmp_path, broken_account)) == [
        (
            "accounts.csv line 4, column opening: '20.0.0' is not an amount; "
            "expected an amount such as 1234567.89"
        )
    ]


@pytest.mark.parametrize("name", ["accounts", "rates", "entities", "banks"])
def test_what_refers_to_a_file_that_cannot_be_read_is_not_complained_about(
    name: str, tmp_path: Path
) -> None:
    gone = {"file": f"{name}.csv", "text": ""}
    assert [words.split(":")[0] for words in sentences(write_files(tmp_path, gone))] == [
        f"{name}.csv"
    ]


def test_a_scenario_file_that_cannot_be_read_does_not_hide_what_is_wrong_elsewhere(
    tmp_path: Path,
) -> None:
    no_toml = {"file": "scenario.toml", "old": "[[structures]]", "new": "[[structures"}
    bad_item = {"file": "items.csv", "old": "250.00", "new": "250.001"}
    told = sentences(write_files(tmp_path, no_toml, bad_item))
    assert [words.split(":")[0] for words in told] == [
        "scenario.toml line 21",
        "items.csv line 2, column amount",
    ]


def test_an_unreadable_first_day_is_the_only_complaint_about_days(tmp_path: Path) -> None:
    no_day = {"file": "scenario.toml", "old": "2026-01-01", "new": "2026-01-32"}
    where = [words.split(":")[0] for words in sentences(write_files(tmp_path, no_day))]
    assert where == ["scenario.toml line 2"]


def test_twenty_thousand_commas_are_told_once_and_counted(tmp_path: Path) -> None:
    rows = "".join(f'n{n},2026-01-05,,,SUB-1,"1,000.00",\n' for n in range(SHOWN_OF_A_KIND + 950))
    told = sentences(write_files(tmp_path, {"file": "items.csv", "more": rows}))
    assert len(told) == SHOWN_OF_A_KIND + 1
    assert told[-1] == "items: 950 more of these about amount"


def test_tiers_may_stand_in_any_order(tmp_path: Path) -> None:
    write_files(tmp_path)
    lines = (tmp_path / "rates.csv").read_text().splitlines()
    (tmp_path / "rates.csv").write_text("\n".join([lines[0], *reversed(lines[1:])]) + "\n")
    assert len(read(tmp_path).rates) == len(lines) - 1


def test_a_structure_without_links_is_no_fault(tmp_path: Path) -> None:
    bare = {"file": "scenario.toml", "more": '\n[[structures]]\nid = "bare"\n'}
    assert len(read(write_files(tmp_path, bare)).structures) == 2


def test_a_circle_is_told_once_and_whole_however_it_is_entered(tmp_path: Path) -> None:
    rows = "structure,participant,header,rule\nzero,HQ-1,SUB-1,all\nzero,SUB-1,BR-1,all\n"
    rows += "zero,BR-1,HQ-1,all\n"
    told = sentences(write_files(tmp_path, {"file": "links.csv", "text": rows}))
    assert told == [
        (
            "links.csv line 4, column header: the links go in a circle: "
            "BR-1 -> HQ-1 -> SUB-1 -> BR-1; "
            "expected links that lead up to a header that is nobody's participant"
        )
    ]


def test_the_largest_sums_that_fit_are_accepted_and_one_more_is_not(tmp_path: Path) -> None:
    """90 days and 31 of margin: 121 x the bound must stay below 2**63, and the bound is 4 times
    everything that moves, times 2 for interest (e to the 4.35 % x 121 / 360, rounded up)."""
    room = (2**63 - 1) // (90 + 31)
    moved = 250_00 + 5_00 + 1030_00 + 500_00 + 9000_00 + 5000_00 + 4 * 100_00
    rest = room // 8 - moved

    def with_item(minor: int) -> dict[str, str]:
        amount = f"{minor // 100}.{minor % 100:02d}"
        return {"file": "items.csv", "more": f"i3,2026-01-05,,,SUB-1,{amount},\n"}

    number_less = {"file": "opening_numbers.csv", "old": ",1000", "new": ",0"}
    assert read(write_files(tmp_path, number_less, with_item(rest)))
    told = sentences(write_files(tmp_path, number_less, with_item(rest + 1)))
    assert len(told) == 1 and "could reach" in told[0]


FEES = "fee,base,rate,minimum,maximum,currency\n"


def test_the_minimum_of_a_fee_counts_once_a_period_and_payer_and_its_maximum_never(
    tmp_path: Path,
) -> None:
    """In 90 days at most 4 periods end; each of 2 links may have two payers."""
    room = (2**63 - 1) // (90 + 31)
    moved = 250_00 + 5_00 + 1030_00 + 500_00 + 9000_00 + 5000_00 + 4 * 100_00
    most = (room // 8 - moved) // (4 * 2 * 2)
    number_less = {"file": "opening_numbers.csv", "old": ",1000", "new": ",0"}

    def with_minimum(minor: int) -> Path:
        amount = f"{minor // 100}.{minor % 100:02d}"
        text = f"{FEES}a,loan_balance,0.1%,{amount},20000000000000.00,CNY\n"
        return write_files(tmp_path, number_less, {"file": "fee_terms.csv", "text": text})

    assert read(with_minimum(most))
    told = sentences(with_minimum(most + 1))
    assert len(told) == 1 and "could reach" in told[0]


def test_problems_of_a_scenario_made_in_memory_carry_paths(tmp_path: Path) -> None:
    change = {"file": "items.csv", "old": "SUB-1", "new": "SUB-9"}
    scenario = load(write_files(tmp_path, change)).scenario
    assert scenario is not None
    assert [found.path for found in complaints(scenario)] == [("items", 0, "account")]
