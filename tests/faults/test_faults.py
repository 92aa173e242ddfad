"""Every planted fault is caught by a test."""

from collections.abc import Iterator

import pytest

from tests.faults.planting import ROOT, Copy, Fault, copied, faults

FAULTS = faults()


def test_there_are_at_least_thirty_different_faults() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 30
    assert len({(fault.file, fault.was, fault.becomes) for fault in FAULTS}) == len(FAULTS)


def test_faults_stand_in_the_rules_the_payments_the_interest_and_the_books() -> None:
    places = {fault.file.removeprefix("treasury/").removesuffix(".py") for fault in FAULTS}
    assert places >= {
        "booking", "dates", "interest", "money", "pooling/payments", "pooling/queues",
        "pooling/rules", "pooling/sweeping", "simulation/accrual", "simulation/day",
    }  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_still_fits_the_source(fault: Fault) -> None:
    sound = (ROOT / fault.file).read_text(encoding="utf-8")
    assert fault.planted() != sound
    assert fault.breaks
    assert fault.tests and all((ROOT / test.split("::")[0]).exists() for test in fault.tests)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    with copied(tmp_path_factory.mktemp("faults")) as made:
        yield made


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_planted_fault_is_caught(fault: Fault, copy: Copy) -> None:
    assert copy.caught_by(fault), f"it survived, though it breaks this: {fault.breaks}"
