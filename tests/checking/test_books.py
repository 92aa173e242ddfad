"""What the checks of the books would miss if they looked less closely."""

from dataclasses import replace

from tests.made_runs import made_group
from treasury.accounts.ledger import LedgerAccount


def test_a_pair_of_two_currencies_does_not_balance() -> None:
    run = made_group()

    def in_dollars(found: LedgerAccount) -> LedgerAccount:
        return replace(found, currency="USD") if found.kind == "opening" else found

    accounts = tuple(map(in_dollars, run.ledger.accounts))
    found = replace(run, ledger=replace(run.ledger, accounts=accounts)).checks()[1]
    assert found.passed is False
    assert "entry 0" in found.detail
