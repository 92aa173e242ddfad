"""Every entry has a class and a reason; what was a pool's is left out with its mirror."""

import csv
from pathlib import Path

import pytest

from tests.importing.made_camt import Booked, Day, camt, content, day, imports
from treasury.errors import Refused
from treasury.plan.reading import read
from treasury.scenario import Scenario

Told = dict[str, dict[str, str]]


def told(out: Path) -> Told:
    """The rows of `entries.csv` by account and amount; those tests have each amount once."""
    with (out / "import/entries.csv").open(encoding="utf-8", newline="") as opened:
        return {f"{row['account']} {row['amount']}": row for row in csv.DictReader(opened)}


def imported(tmp_path: Path, *days: Day, header: str | None = None) -> tuple[Scenario, Told]:
    """The scenario and the told entries of these statements."""
    assert imports(tmp_path / "out", camt(tmp_path, "a.xml", days), header=header) == 0
    return read(tmp_path / "out"), told(tmp_path / "out")


def test_a_transfer_between_own_accounts_is_paired_across_days_and_banks(tmp_path: Path) -> None:
    friday, monday = day(4), day(7)
    _, found = imported(
        tmp_path,
        Day("A", friday, "100", (Booked("-60", "to B", other="B", name="Own"),)),
        Day("B", monday, "0", (Booked("60", "from A"),)),
    )
    for name, other in (("A -60", "B 60"), ("B 60", "A -60")):
        assert found[name]["class"] == "own transfer" and found[name]["treatment"] == "kept"
        assert found[other]["item"] in found[name]["reason"]


@pytest.mark.parametrize(
    ("moves", "why"),
    [
        ((Booked("60"), Booked("60.00", "again")), "2 entries there could be the other side"),
        ((Booked("61"),), "none there within 3 working days is the other side"),
        ((Booked("60", other="Z"),), "none there within 3 working days is the other side"),
    ],
)
def test_what_is_ambiguous_or_not_there_is_not_paired_and_said(
    tmp_path: Path, moves: tuple[Booked, ...], why: str
) -> None:
    _, found = imported(
        tmp_path, Day("A", day(0), "100", (Booked("-60", other="B"),)), Day("B", day(0), "0", moves)
    )
    assert found["A -60"]["class"] == "external"
    assert found["A -60"]["reason"] == f"names own account B, but {why}"


def test_a_transfer_later_than_the_days_given_is_not_paired(tmp_path: Path) -> None:
    days = (
        Day("A", day(0), "100", (Booked("-60", other="B"),)),
        Day("B", day(4), "0", (Booked("60"),)),
    )
    _, found = imported(tmp_path, *days)
    assert found["A -60"]["class"] == "external"
    choices = tmp_path / "out/import/import.toml"
    text = choices.read_text(encoding="utf-8").replace("transfer_days = 3", "transfer_days = 4")
    choices.write_text(text, encoding="utf-8")
    _, found = imported(tmp_path, *days)
    assert found["A -60"]["class"] == found["B 60"]["class"] == "own transfer"


def pool_days() -> tuple[Day, ...]:
    """Two days of a pool: what B has goes to A at night, one side named as a sweep."""
    return (
        Day("A", day(0), "100", (Booked("40", "from B", other="B"), Booked("-25", "rent"))),
        Day("B", day(0), "10", (Booked("30", "sale"), Booked("-40", "sweep", "s1", "A"))),
        Day("A", day(1), "115", (Booked("7", "x", code="CAMT/ACCB/ZABA", other="B"),)),
        Day("B", day(1), "0", (Booked("7.5", "sale"), Booked("-0.5", "fee"),
                               Booked("-7", "to A", other="A"))),
    )  # fmt: skip


def test_sweeps_of_a_former_pool_are_left_out_with_their_mirror(tmp_path: Path) -> None:
    scenario, found = imported(tmp_path, *pool_days())
    kept = sorted(f"{item.account} {item.amount} {item.category}" for item in scenario.items)
    assert kept == [
        "A -25.00 external", "B -0.50 fee", "B 30.00 external", "B 7.50 external",
    ]  # fmt: skip
    for one, other in (("A 40", "B -40"), ("A 7", "B -7")):
        for name, mirror in ((one, other), (other, one)):
            assert found[name]["class"] == "sweep" and found[name]["treatment"] == "left out"
            assert found[mirror]["item"] in found[name]["reason"]
    (notice,) = (each for each in scenario.notices if "former pool" in each.text)
    assert "EUR 4 entries, received 47.00, paid 47.00" in notice.text
    assert "Without a mirror" not in notice.text


def test_a_coded_sweep_without_a_mirror_is_left_out_and_its_other_account_named(
    tmp_path: Path,
) -> None:
    days = (Day("B", day(0), "50", (Booked("-40", "up", other="HQ-77", code="CAMT/ACCB/SWEP"),)),)
    scenario, found = imported(tmp_path, *days)
    (notice,) = (each for each in scenario.notices if "former pool" in each.text)
    assert "Without a mirror among the statements" in notice.text
    assert "EUR 1 entry, received 0.00, paid 40.00; the other account: HQ-77" in notice.text
    assert not scenario.items and found["B -40"]["treatment"] == "left out"


def test_what_only_words_call_a_sweep_is_kept_and_said_where_no_mirror_is_found(
    tmp_path: Path,
) -> None:
    moves = (Booked("-40", "资金归集", other="622"), Booked("-7", "ABC Cash Pool GmbH invoice 12"),
             Booked("-3", "Chimney sweep March"))  # fmt: skip
    days = (Day("A", day(0), "0"), Day("B", day(0), "50", moves))
    scenario, found = imported(tmp_path, *days)
    assert sorted(str(item.amount) for item in scenario.items) == ["-3.00", "-40.00", "-7.00"]
    assert not any("former pool" in each.text for each in scenario.notices)
    (notice,) = (each for each in scenario.notices if "may be sweeps" in each.text)
    assert notice.accounts == ("B",)
    assert "EUR 2 entries, received 0.00, paid 47.00; the other account: 622" in notice.text
    assert "write their class into import/classes.csv" in " ".join(notice.text.split())
    assert "'资金归集'; its mirror was not found" in found["B -40"]["reason"]
    assert found["B -40"]["class"] == found["B -7"]["class"] == "external"


def test_a_class_by_hand_decides_what_only_words_call_a_sweep(tmp_path: Path) -> None:
    days = (Day("B", day(0), "50", (Booked("-40", "资金归集", other="622"),)),)
    _, found = imported(tmp_path, *days)
    place = tmp_path / "out/import/classes.csv"
    for name in ("sweep", "external"):
        text = f"item,class,reason\n{found['B -40']['item']},{name},\n"
        place.write_text(text, encoding="utf-8")
        scenario, found = imported(tmp_path, *days)
        assert found["B -40"]["class"] == name
        assert not any("may be sweeps" in each.text for each in scenario.notices)


def test_the_low_of_a_pooled_history_is_said_with_what_it_would_have_been_alone(
    tmp_path: Path,
) -> None:
    code = "CAMT/ACCB/ZABA"
    days = (
        Day("A", day(0), "5", (Booked("-15", "rent"), Booked("-30", code=code, other="B"))),
        Day("B", day(0), "10", (Booked("-40", "wages"), Booked("30", code=code, other="A"))),
    )
    scenario, _ = imported(tmp_path, *days)
    told = {each.accounts[0]: each.text for each in scenario.notices if "its pool" in each.text}
    assert set(told) == {"A", "B"}
    assert "overdraft limit of EUR 40.00" in told["A"]
    assert "alone the account would have reached EUR -10.00 (2026-03-02)" in told["A"]
    assert "Assumed: no overdraft" in told["B"]
    assert "alone the account would have reached EUR -30.00 (2026-03-02)" in told["B"]
    assert {account.id: str(account.overdraft) for account in scenario.accounts} == {
        "A": "40.00", "B": "0",
    }  # fmt: skip


def test_the_low_of_a_history_without_a_pool_says_nothing_of_one(tmp_path: Path) -> None:
    scenario, _ = imported(tmp_path, Day("A", day(0), "5", (Booked("-15", "rent"),)))
    (notice,) = (each for each in scenario.notices if "overdraft limit" in each.text)
    assert "pool" not in notice.text


def change(out: Path, old: str, new: str) -> None:
    """Change a word of the choices."""
    place = out / "import/import.toml"
    text = place.read_text(encoding="utf-8")
    assert old in text
    place.write_text(text.replace(old, new), encoding="utf-8")


def test_sweeps_are_kept_where_the_user_says_so(tmp_path: Path) -> None:
    imported(tmp_path, *pool_days())
    change(tmp_path / "out", 'sweep = "engine"', 'sweep = "history"')
    scenario, found = imported(tmp_path, *pool_days())
    assert len(scenario.items) == 8 and found["A 40"]["treatment"] == "kept"
    assert 'sweep = "history"' in (tmp_path / "out/import/import.toml").read_text(encoding="utf-8")


def with_terms(tmp_path: Path) -> None:
    """Give account A interest terms, in files of the user."""
    out = tmp_path / "out"
    (out / "terms.csv").write_text("id\ncurrent\n", encoding="utf-8")
    rates = "terms,side,rate\ncurrent,credit,1%\ncurrent,debit,5%\n"
    (out / "rates.csv").write_text(rates, encoding="utf-8")
    place = out / "import/accounts.csv"
    lines = place.read_text(encoding="utf-8").splitlines()
    lines[1] = lines[1].removesuffix(",,") + ",current,"
    place.write_text("\n".join(lines) + "\n", encoding="utf-8")


INTEREST = (
    Day("A", day(0), "100", (Booked("1.50", "interest"), Booked("-3", "fee"), Booked("9", "x"))),
    Day("B", day(0), "50", (Booked("0.75", "interest"),)),
)


def test_interest_is_computed_only_where_the_scenario_gives_terms(tmp_path: Path) -> None:
    scenario, _ = imported(tmp_path, *INTEREST)
    assert len(scenario.items) == 4
    with_terms(tmp_path)
    scenario, found = imported(tmp_path, *INTEREST)
    assert found["A 1.5"]["treatment"] == "computed by the engine"
    assert found["B 0.75"]["treatment"] == found["A -3"]["treatment"] == "kept"
    assert sorted(str(item.amount) for item in scenario.items) == ["-3.00", "0.75", "9.00"]
    (notice,) = (each for each in scenario.notices if "the engine computes it" in each.text)
    assert notice.accounts == ("A",) and "EUR 1 entry, received 1.50, paid 0.00" in notice.text
    readme = (tmp_path / "out/README.md").read_text(encoding="utf-8")
    assert "| interest | computed by the engine | EUR | 1 | 1.50 | 0.00 |" in readme


def test_fees_are_computed_only_where_the_scenario_charges_some(tmp_path: Path) -> None:
    imported(tmp_path, *INTEREST)
    fees = "id,account,amount,every,day\nF,A,3.00,month,2\n"
    (tmp_path / "out/fees.csv").write_text(fees, encoding="utf-8")
    _, found = imported(tmp_path, *INTEREST)
    assert found["A -3"]["treatment"] == "computed by the engine"


def test_nothing_is_left_out_that_nobody_would_compute(tmp_path: Path) -> None:
    imported(tmp_path, *INTEREST)
    change(tmp_path / "out", 'interest = "terms"', 'interest = "engine"')
    with pytest.raises(Refused, match="A, B has no interest terms"):
        imported(tmp_path, *INTEREST)
    change(tmp_path / "out", 'interest = "engine"', 'interest = "history"')
    with_terms(tmp_path)
    scenario, _ = imported(tmp_path, *INTEREST)
    assert len(scenario.items) == 4


def test_a_reversal_is_paired_and_fares_as_what_it_reverses(tmp_path: Path) -> None:
    days = (
        Day("A", day(0), "100", (Booked("5", "interest", "r1"), Booked("5", "sale", "r2"))),
        Day("A", day(3), "110", (Booked("-5", "wrong", "r1", reversal=True),
                                 Booked("-8", "wrong", reversal=True))),
    )  # fmt: skip
    imported(tmp_path, *days)
    with_terms(tmp_path)
    scenario, found = imported(tmp_path, *days)
    assert "reverses" in found["A -5"]["reason"]
    assert found["A -5"]["treatment"] == "computed by the engine"
    assert "what it reverses is not among the statements" in found["A -8"]["reason"]
    assert sorted(str(item.amount) for item in scenario.items) == ["-8.00", "5.00"]


def test_a_class_given_by_hand_is_obeyed_and_stays(tmp_path: Path) -> None:
    _, found = imported(tmp_path, *INTEREST)
    item = found["A 9"]["item"]
    place = tmp_path / "out/import/classes.csv"
    place.write_text(f"item,class,reason\n{item},sweep,old pool\n", encoding="utf-8")
    scenario, found = imported(tmp_path, *INTEREST)
    assert found["A 9"]["class"] == "sweep" and found["A 9"]["treatment"] == "left out"
    assert found["A 9"]["reason"].startswith("by hand: old pool")
    assert len(scenario.items) == 3
    before = content(tmp_path / "out")
    imported(tmp_path, *INTEREST)
    assert content(tmp_path / "out") == before


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("classes.csv", "reason\n", "reason\nx,fees,\n", "'fees' is no class"),
        ("classes.csv", "item,", "items,", "has no column item"),
        ("import.toml", '"terms"', '"term"', "interest = 'term' is not known"),
        ("import.toml", "[keep]", "[keeps]", "'keeps' is not known"),
        ("import.toml", "transfer_days = 3", "transfer_days = 99", "is no number of days"),
        ("import.toml", 'group = "', 'group = ["', "cannot be read"),
        ("accounts.csv", ",,\n", ",,-5\n", "the overdraft '-5' is no amount"),
        ("accounts.csv", "account,", "acount,", "has no column account"),
    ],
)
def test_choices_that_cannot_be_obeyed_are_refused(
    tmp_path: Path, file: str, old: str, new: str, said: str
) -> None:
    imported(tmp_path, *INTEREST)
    place = tmp_path / "out/import" / file
    text = place.read_text(encoding="utf-8")
    assert old in text
    place.write_text(text.replace(old, new, 1), encoding="utf-8")
    before = content(tmp_path / "out")
    with pytest.raises(Refused) as reason:
        imported(tmp_path, *INTEREST)
    assert said in str(reason.value) and f"import/{file}" in str(reason.value)
    assert content(tmp_path / "out") == before


def test_texts_that_a_spreadsheet_would_compute_stay_texts(tmp_path: Path) -> None:
    moves = (Booked("5", "=cmd|' /C calc'!A1", "@x", name="+1"), Booked("6", "'s-Hertogenbosch"))
    scenario, found = imported(tmp_path, Day("A", day(0), "0", moves))
    assert {item.text for item in scenario.items} == {"'=cmd|' /C calc'!A1", "'s-Hertogenbosch"}
    assert found["A 5"]["text"] == "'=cmd|' /C calc'!A1" and found["A 5"]["bank_reference"] == "'@x"
    before = content(tmp_path / "out")
    imported(tmp_path, Day("A", day(0), "0", moves))
    assert content(tmp_path / "out") == before


def test_a_pool_is_written_for_the_header_and_grows_with_the_accounts(tmp_path: Path) -> None:
    first = camt(tmp_path, "a.xml", [Day("A", day(0), "5"), Day("B", day(0), "7"),
                                     Day("U", day(0), "1", currency="USD")])  # fmt: skip
    second = camt(tmp_path, "b.xml", [Day("C", day(0), "9", owner="Somebody else")])
    assert imports(tmp_path / "parts", first, header="A") == 0
    assert [link.participant for link in read(tmp_path / "parts").links] == ["B"]
    assert imports(tmp_path / "parts", second) == 0
    assert imports(tmp_path / "once", first, second, header="A") == 0
    assert content(tmp_path / "parts") == content(tmp_path / "once")
    scenario = read(tmp_path / "once")
    assert [link.participant for link in scenario.links] == ["B", "C"]
    assert any("bear no interest" in notice.text for notice in scenario.notices)


def test_a_header_that_is_no_account_is_refused(tmp_path: Path) -> None:
    file = camt(tmp_path, "a.xml", [Day("A-1", day(0), "5"), Day("A-2", day(0), "5")])
    with pytest.raises(Refused, match="'A' is no account of the statements; expected one of A-1"):
        imports(tmp_path / "out", file, header="A")
    assert not (tmp_path / "out").exists()
    assert imports(tmp_path / "out", file, header="a 2") == 0
    assert read(tmp_path / "out").structures[0].name == "Zero balancing to A-2"


def test_a_header_alone_in_its_currency_is_refused(tmp_path: Path) -> None:
    file = camt(tmp_path, "a.xml", [Day("A", day(0), "5"), Day("B", day(0), "5", currency="USD")])
    with pytest.raises(Refused, match="the only account in EUR"):
        imports(tmp_path / "out", file, header="A")


@pytest.mark.parametrize(
    ("file", "line", "said"),
    [
        ("classes.csv", "0123456789abcdef,fee,\n", "there is no item '0123456789abcdef'"),
        (
            "accounts.csv",
            "Z,EUR,,Z,G,G,B,B,ZZ,,\n",
            "account Z EUR: no statement is of this account",
        ),
    ],
)
def test_what_is_written_about_nothing_is_refused(
    tmp_path: Path, file: str, line: str, said: str
) -> None:
    imported(tmp_path, *INTEREST)
    with (tmp_path / "out/import" / file).open("a", encoding="utf-8") as opened:
        opened.write(line)
    with pytest.raises(Refused, match=said):
        imported(tmp_path, *INTEREST)


def test_notes_of_the_user_in_the_memory_stay(tmp_path: Path) -> None:
    imported(tmp_path, *INTEREST)
    (tmp_path / "out/import/notes.txt").write_text("mine", encoding="utf-8")
    imported(tmp_path, *INTEREST)
    assert (tmp_path / "out/import/notes.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("amounts", "said"),
    [
        (("9999999999999999.99",), "is larger than can be held exactly"),
        (("4000000000000000", "-4000000000000000"), "counting every opening"),
        (("0.001",), "has more than the 2 decimals of EUR"),
    ],
)
def test_amounts_that_cannot_be_held_are_refused(
    tmp_path: Path, amounts: tuple[str, ...], said: str
) -> None:
    days = [Day("A", day(0), "0", tuple(Booked(each) for each in amounts))]
    with pytest.raises(Refused, match=said):
        imported(tmp_path, *days)
    assert not (tmp_path / "out").exists()
