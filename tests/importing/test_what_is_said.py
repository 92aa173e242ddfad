"""What an import says of what is wrong: once, with its place, and beside the bank's balances."""

from pathlib import Path

import pytest

from tests.importing.made_camt import Booked, Day, camt, content, day, imports
from treasury.errors import Refused
from treasury.plan.reading import read


def complaints(reason: pytest.ExceptionInfo[Refused]) -> list[str]:
    """The sentences of a refusal."""
    return [each.sentence() for each in reason.value.complaints]


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    folders = [tmp_path / "in" / name for name in ("mon", "tue", "wed")]
    days = [Day("A", day(at), str(100 + 10 * at), (Booked("10"),)) for at in range(3)]
    files = [camt(folder, "s.xml", [one]) for folder, one in zip(folders, days, strict=True)]
    again = camt(tmp_path / "in/again", "s.xml", [days[0]._replace(entries=(Booked("12"),))])
    with pytest.raises(Refused) as reason:
        imports(tmp_path / "out", *files, again)
    (said,) = complaints(reason)
    assert said.startswith("mon/s.xml") and "in again/s.xml" in said
    with pytest.raises(Refused) as reason:
        imports(tmp_path / "out", files[0], files[2])
    (said,) = complaints(reason)
    assert "in wed/s.xml opens" in said and "in mon/s.xml before" in said
    imports(tmp_path / "once", *files)
    imports(tmp_path / "parts", files[0], files[1])
    imports(tmp_path / "parts", files[2])
    assert content(tmp_path / "once") == content(tmp_path / "parts")


def test_an_unexplained_difference_is_said_beside_both_closing_balances(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [camt(tmp_path, f"{at}.xml", [Day("A", day(at), str(100 + 10 * at), (Booked("10"),))])
             for at in (0, 1, 3)]  # fmt: skip
    assert imports(tmp_path / "out", *files, accept=True) == 0
    said = capsys.readouterr().out
    told = "EUR 140.00 (the bank); the entries reach EUR 130.00, EUR 10.00 is not explained"
    assert told in said
    assert "| 140.00 | 130.00 | 10.00 |" in (tmp_path / "out/README.md").read_text("utf-8")
    notices = [notice.text for notice in read(tmp_path / "out").notices]
    assert (
        "Incomplete: the bank's last closing balance is EUR 140.00, the entries reach EUR 130.00; "
        "EUR 10.00 is not explained. Nothing was plugged."
    ) in notices
    assert imports(tmp_path / "again", files[0], files[1]) == 0
    assert "not explained" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("amount", "currency"), [("200.12345", "EUR"), ("1250.5", "JPY"), ("3.001", "CNY")]
)
def test_an_amount_with_too_many_decimals_is_said_once(
    tmp_path: Path, amount: str, currency: str
) -> None:
    one = Day("A", day(0), "0", (Booked(amount),), currency=currency, closing="0")
    with pytest.raises(Refused) as reason:
        imports(tmp_path / "out", camt(tmp_path, "a.xml", [one]))
    (said,) = complaints(reason)
    assert amount in said and "decimals" in said


def test_a_payment_with_too_many_decimals_in_a_swift_file_is_said_once(tmp_path: Path) -> None:
    file = tmp_path / "a.sta"
    file.write_text(
        ":20:S\n:25:A\n:28C:1/1\n:60F:C260302EUR10,\n:61:260302D1,125NTRF\n:62F:C260302EUR9,\n-\n",
        encoding="ascii",
    )
    with pytest.raises(Refused) as reason:
        imports(tmp_path / "out", file)
    (said,) = complaints(reason)
    assert "1.125 has more than the 2 decimals of EUR" in said


def test_an_export_without_an_account_is_told_the_key_of_the_mapping(tmp_path: Path) -> None:
    file = tmp_path / "giro.csv"
    file.write_text(
        "Date,Description,Amount,Currency,Balance\n2026-03-23,Rent,-12.50,EUR,87.50\n"
        "2026-03-24,Sale,2.50,EUR,90.00\n", encoding="utf-8",
    )  # fmt: skip
    with pytest.raises(Refused) as reason:
        imports(tmp_path / "out", file)
    (said,) = complaints(reason)
    assert "names no account" in said and 'account = "..." in the mapping file' in said


def test_an_account_whose_iban_one_bank_file_writes_in_groups_is_one_account(
    tmp_path: Path,
) -> None:
    iban = "FR1420041010050500013M02606"
    file = tmp_path / "giro.csv"
    file.write_text(
        "IBAN;FR14 2004 1010 0505 0001 3M02 606\nDatum;Betrag EUR;Saldo\n03.03.2026;2,50;12,50\n",
        encoding="utf-8",
    )
    monday = camt(tmp_path, "a.xml", [Day(iban, day(0), "7", (Booked("3"),))])
    assert imports(tmp_path / "out", monday, file) == 0
    assert [account.id for account in read(tmp_path / "out").accounts] == [iban]


def test_one_account_under_two_numbers_is_said_because_its_cash_counts_twice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    moves = (Booked("50", "Invoice"),)
    one = [Day("DE89370400440532013000", day(0), "100", moves), Day("B", day(0), "100")]
    file = camt(tmp_path, "a.xml", [*one, Day("37040044/0532013000", day(0), "100", moves)])
    assert imports(tmp_path / "out", file) == 0
    (notice,) = [each for each in read(tmp_path / "out").notices if "several numbers" in each.text]
    assert notice.accounts == ("37040044-0532013000", "DE89370400440532013000")
    assert "its cash is counted twice" in notice.text
    said = capsys.readouterr().out
    assert "37040044-0532013000: 1 entry of 1 statement, EUR 100.00 -> EUR 150.00" in said


def test_accounts_that_only_stand_still_are_not_taken_for_one(tmp_path: Path) -> None:
    file = camt(tmp_path, "a.xml", [Day("A", day(0), "100"), Day("B", day(0), "100")])
    assert imports(tmp_path / "out", file) == 0
    assert not any("several numbers" in each.text for each in read(tmp_path / "out").notices)
