"""Which entry is the mirror of a sweep, and which a payment of the same amount."""

from pathlib import Path

import pytest

from tests.importing.made_camt import Booked, Day, day
from tests.importing.test_classes import imported


def test_a_payment_of_the_same_amount_is_not_taken_for_the_mirror_of_a_sweep(
    tmp_path: Path,
) -> None:
    code = "CAMT/ACCB/TOPG"
    draw = Booked("-20", "draw", reference="E84", other="B", code=code)
    mirror = Booked("20", "draw", reference="E84", other="A", code=code)
    paid, later = Booked("-20", "rent"), Booked("-20", "rent again")
    scenario, _ = imported(
        tmp_path,
        Day("A", day(0), "100", (draw, paid)),
        Day("A", day(1), "60", (later,)),
        Day("B", day(0), "0", (mirror, Booked("-20", "wages"))),
    )
    assert sorted(item.text for item in scenario.items) == ["rent", "rent again", "wages"]
    (notice,) = (each.text for each in scenario.notices if "former pool" in each.text)
    assert "EUR 2 entries, received 20.00, paid 20.00" in notice
    assert "Without a mirror" not in notice


@pytest.mark.parametrize(
    ("rent", "kept"),
    [
        (Booked("-20", "rent", name="Landlord AG"), True),
        (Booked("-20", "rent", reference="0000", name="Landlord AG"), True),
        (Booked("-20", "to A", name="The Group Ltd."), False),
        (Booked("-20", "rent", name="Example Bank"), True),
        (Booked("-20", "to A", reference="S-1", name="The Group Treasury"), False),
    ],
)
def test_a_payment_to_somebody_by_name_is_no_mirror_of_a_sweep(
    rent: Booked, kept: bool, tmp_path: Path
) -> None:
    reference = rent.reference or "S-1"
    sweep = Booked("20", "sweep", reference, other="B", code="CAMT/ACCB/TOPG")
    scenario, found = imported(
        tmp_path,
        Day("A", day(0), "0", (sweep,), owner="The Group Ltd"),
        Day("B", day(0), "50", (rent,)),
    )
    assert [item.text for item in scenario.items] == ["rent"] * kept
    assert found["B -20"]["class"] == ("external" if kept else "sweep")
    assert any("Without a mirror" in each.text for each in scenario.notices) == kept
