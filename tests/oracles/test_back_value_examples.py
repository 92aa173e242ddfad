"""The worked example of back value: what became known late is not swept, and bears interest."""

from tests.hand.back_value import correct, posted, touched
from tests.hand.tables import group, minor
from tests.oracles.examples import example, needs_examples
from treasury.interest import Terms
from treasury.rates import Rate

pytestmark = needs_examples


def test_v13_the_late_receipt_stays_where_it_is_and_its_interest_is_posted_today():
    given = example("back_value", "V13")
    assert "the 20.00 stays on the participant" in given["delta"]
    accounts = """
        account | opening | header | rule         | terms
        H       | 0       |        |              | own
        P       | 100     | H      | zero_balance | own
        """
    rate = Rate(terms="own", side="credit", rate="36%")  # 0.02 a day on 20.00
    terms = Terms(id="own", settles="monthly", settlement_day=20)
    free = Rate(terms="own", side="debit", rate="0%")
    scenario = group(accounts, days=20, terms=(terms,), rates=(rate, free))
    # The 20th day is the day after the settlement: nineteen days of it are posted today.
    found = correct(scenario, "value | account | amount\n1 | P | 20", 20)
    assert touched(found)[0] == ("P", "interest", 20, 0, minor("0.38"))
    delta = posted(found, "delta")
    assert delta == [("P", "late", 1, minor("20.00")), ("P", "difference", 20, minor("0.38"))]
    value = found.now.value.tolist()
    assert [each[1] for each in value] == [minor("20.00")] * 19 + [minor("20.38")]
    assert [each[0] for each in value] == [each[0] for each in found.before.value.tolist()]
