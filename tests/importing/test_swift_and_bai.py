"""MT940, MT942 and BAI2 files become a scenario that ends on the bank's balances."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from tests.importing.made_camt import content, imports

MT940 = """:20:STARTUMS
:25:37040044/0532013000
:28C:0
:60F:C260302EUR1000,00
:61:2603020302C300,00NTRFR1//B1
:86:166?00GUTSCHRIFT?20EREF+E1?21SVWZ+Invoice 1?31DE95430800830802029200?32MEYER
:61:2602300302D50,00NMSCNONREF
:62M:C260302EUR1250,00
-
:20:STARTUMS
:25:37040044/0532013000
:28C:0
:60M:C260302EUR1250,00
:61:260302D1250,00NCMZNONREF
:86:834?00KONTENPOOL
:62F:C260302EUR0,00
-
"""
NEXT_DAY = """:20:STARTUMS
:25:37040044/0532013000
:28C:0
:60F:C260302EUR0,
:61:2603030303C7,5NTRFR9//B9
:61:2603030303RC7,5NTRFR9//B10
:62F:C260303EUR0,
-
"""
BAI2 = """01,122099999,123456789,260303,1800,1,,,2/
02,123456789,122099999,1,260302,,USD,2/
03,0975312468,USD,010,500000,,,015,470000,,/
16,115,20000,S,10000,5000,5000,BK1,CU1,LOCKBOX/
16,451,50000,0,BK2,CU2,ACH DEBIT/
49,1040000,4/
98,1040000,1,6/
99,1040000,1,8/
"""


def written(folder: Path) -> list[Path]:
    """The three files."""
    folder.mkdir()
    paths = []
    for name, text in (("a.sta", MT940), ("b.sta", NEXT_DAY), ("c.bai", BAI2)):
        paths.append(folder / name)
        paths[-1].write_text(text, encoding="utf-8")
    return paths


def test_swift_and_bai_files_end_on_the_banks_balances(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert imports(tmp_path / "out", *written(tmp_path / "in")) == 0
    said = capsys.readouterr().out
    # 1,000 + 300 - 50 = 1,250 - 1,250 = 0 + 7.50 - 7.50 = 0; 5,000 + 200 - 500 = 4,700
    assert "EUR 1,000.00 -> EUR 0.00" in said
    assert "USD 5,000.00 -> USD 4,700.00" in said
    # the two pages of 2 March are one day, which closes on the second
    assert "passed, 3 closing balances, to the unit" in said
    with (tmp_path / "out/import/entries.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert sorted((Decimal(row["amount"]), row["class"]) for row in rows) == [
        (Decimal(-1250), "sweep"), (Decimal(-500), "external"), (Decimal(-50), "external"),
        (Decimal("-7.5"), "reversal"), (Decimal("7.5"), "external"), (Decimal(200), "external"),
        (Decimal(300), "external"),
    ]  # fmt: skip
    on_30_february = next(row for row in rows if row["amount"] == "-50")
    assert (on_30_february["date"], on_30_february["value_date"]) == ("2026-03-02", "")


def test_swift_and_bai_files_imported_twice_and_turned_round_give_the_same(tmp_path: Path) -> None:
    files = written(tmp_path / "in")
    imports(tmp_path / "once", *files)
    imports(tmp_path / "twice", *files)
    imports(tmp_path / "twice", *reversed(files))
    assert content(tmp_path / "once") == content(tmp_path / "twice")


def test_an_own_account_is_known_by_its_iban_where_its_bank_code_and_number_are_told(
    tmp_path: Path,
) -> None:
    day = ":20:S\n:25:{}\n:28C:1\n:60F:C2603{}EUR100,\n:61:2603{}{},NTRF\n{}:62F:C2603{}EUR{},\n-\n"
    paid = ":86:177?00UEBERWEISUNG?20Umbuchung?31DE02120300000000202051?32Own\n"
    texts = (
        day.format("37040044/0532013000", "02", "02", "D60", paid, "02", "40"),
        day.format("12030000/202051", "03", "03", "C60", ":86:Umbuchung\n", "03", "160"),
    )
    files = [tmp_path / f"{at}.sta" for at in range(2)]
    for file, text in zip(files, texts, strict=True):
        file.write_text(text, encoding="ascii")
    assert imports(tmp_path / "out", *files) == 0
    with (tmp_path / "out/import/entries.csv").open(encoding="utf-8", newline="") as opened:
        assert [row["class"] for row in csv.DictReader(opened)] == ["own transfer"] * 2
