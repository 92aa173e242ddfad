"""Register pools worked out by hand: what is drawn in the evening, and what each balance bears.

Rates on 360 days: the demand rate 0.36 % is a thousandth of a per cent a day, the accounts' own
3.6 % and 7.2 % one and two hundredths, the line's 5.4 % one and a half. Amounts in fen.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from tests.hand.notional import ROUND, member, own, pooled, rates, shares
from tests.hand.tables import lived, on
from tests.reference.world import Outcome
from treasury.credit import CreditLine
from treasury.interest import Terms
from treasury.scenario import Scenario

LINE = CreditLine(id="L", account="H", limit=Decimal(100000), terms="line")
PRICES = (*ROUND, *rates("demand", "0.36%", "0.36%"), *rates("line", "0%", "5.4%"))
TERMS = (Terms(id="own"), Terms(id="demand"), Terms(id="line"))
SHORT = """
    account | opening | terms | overdraft
    H       | -100000 | own   | unlimited
    A       | 60000   | own   |
    """


def register(
    accounts: str, lines: tuple[CreditLine, ...] = (LINE,), members: Any = (), **more: Any
) -> Scenario:
    """A register of all accounts, H its header, with the line of 100,000."""
    found = pooled(accounts, members, method="register", terms="demand", own=TERMS, rates=PRICES,
                   allocation="central", **more)  # fmt: skip
    return replace(found, credit_lines=lines, set_off=())


def line(outcome: Outcome) -> int:
    """What the line owes at the end, in fen."""
    return outcome.owed["L"][-1]


def test_the_line_is_drawn_for_what_the_pool_lacks_not_for_what_the_header_lacks():
    # H -100,000 and A +60,000: the pool lacks 40,000. H is then -60,000, all of it covered by A.
    one = lived(register(SHORT))
    assert line(one) == 40_000_00
    assert {name: days[-1] for name, days in one.book.items()} == {"H": -60_000_00, "A": 60_000_00}
    # 60,000 x 0.36 % / 360 = 0.60; A earns 60,000 x 3.6 % / 360 = 6.00; the line costs
    # 40,000 x 5.4 % / 360 = 6.00. H's own 7.2 % bear nothing.
    assert shares(one) == {"H": -60}
    assert own(one) == {"A": 6_00}
    assert one.accrued["loan", "L", "debit"] == -6_00


def test_a_pool_that_lacks_nothing_draws_nothing():
    # A +160,000: all 100,000 bear the demand rate: 1.00.
    one = lived(register(SHORT.replace("60000", "160000")))
    assert line(one) == 0
    assert shares(one) == {"H": -1_00}
    assert own(one) == {"A": 16_00}


def test_a_header_in_credit_draws_nothing_though_the_pool_lacks():
    # H +50,000 and A -80,000: the pool lacks 30,000, but the header is not overdrawn.
    one = lived(
        register(
            """
            account | opening | terms | overdraft
            H       | 50000   | own   |
            A       | -80000  | own   | unlimited
            """
        )
    )
    assert line(one) == 0
    assert shares(one) == {}
    assert own(one) == {"H": 5_00, "A": -16_00}


def test_no_more_is_drawn_than_the_header_lacks():
    # H -20,000, A -80,000: the pool lacks 100,000, the header 20,000: that is drawn.
    one = lived(
        register(
            """
            account | opening | terms | overdraft
            H       | -20000  | own   | unlimited
            A       | -80000  | own   | unlimited
            """
        )
    )
    assert line(one) == 20_000_00
    assert one.book["H"] == [0]
    assert own(one) == {"A": -16_00}


def test_what_the_line_does_not_cover_bears_the_header_s_own_terms():
    # A line of 30,000: 10,000 of the 40,000 stay. H -70,000: 60,000 x 0.36 % = 0.60 and
    # 10,000 x 7.2 % = 2.00 a day.
    one = lived(register(SHORT, (replace(LINE, limit=Decimal(30000)),)))
    assert line(one) == 30_000_00
    assert shares(one) == {"H": -60}
    assert own(one) == {"A": 6_00, "H": -2_00}


def test_without_a_line_the_shortfall_bears_the_header_s_own_terms():
    # Nothing is drawn: 60,000 at the demand rate, 40,000 x 7.2 % / 360 = 8.00.
    one = lived(register(SHORT, ()))
    assert one.book["H"] == [-100_000_00]
    assert shares(one) == {"H": -60}
    assert own(one) == {"A": 6_00, "H": -8_00}


def test_the_line_is_repaid_when_the_pool_has_money_though_the_header_has_none():
    # Day 2: A receives 25,000; the pool lacks 15,000 of the 40,000 drawn: 25,000 are repaid and H
    # is -85,000. Day 3: 90,000 more: all is repaid, and H is -100,000.
    items = """
        day | account | amount
        2   | A       | 25000
        3   | A       | 90000
        """
    one = lived(register(SHORT, items=items, days=3))
    assert one.owed["L"] == [40_000_00, 15_000_00, 0]
    assert one.book["H"] == [-60_000_00, -85_000_00, -100_000_00]
    # 0.60 + 0.85 + 1.00
    assert shares(one) == {"H": -2_45}
    assert own(one) == {"A": 6_00 + 8_50 + 17_50}


def test_an_overdrawn_participant_lessens_what_the_others_have():
    # A +60,000 and B -10,000 together 50,000: 50,000 are drawn, H -50,000 at the demand rate.
    one = lived(register(SHORT + "B | -10000 | own | unlimited\n"))
    assert line(one) == 50_000_00
    assert shares(one) == {"H": -50}
    assert own(one) == {"A": 6_00, "B": -2_00}


def test_who_is_outside_the_register_covers_nothing():
    # B has 500,000 outside, A leaves after day 1.
    members = (member("H"), member("A", valid_until=on(1)))
    one = lived(register(SHORT + "B | 500000 | own |\n", members=members, days=2))
    assert one.owed["L"] == [40_000_00, 100_000_00]
    assert one.book["H"] == [-60_000_00, 0]
    assert shares(one) == {"H": -60}


def test_a_participant_s_own_line_is_drawn_before_the_header_s():
    # A -30,000 draws 30,000 on its own line, by whatever name; then the pool is -100,000 + 0.
    accounts = """
        account | opening | terms | overdraft
        H       | -100000 | own   | unlimited
        A       | -30000  | own   | unlimited
        B       | 70000   | own   |
        """
    own_line = CreditLine(id="Z", account="A", limit=Decimal(50000), terms="line")
    one = lived(register(accounts, (LINE, own_line)))
    assert one.owed["Z"] == [30_000_00]
    assert one.owed["L"] == [30_000_00]
    assert shares(one) == {"H": -70}


def test_money_not_yet_valued_does_not_cover():
    # Day 1: A's 60,000 are booked, valued on day 2. The draw goes by the book: 40,000. By value A
    # has nothing yet, so on day 1 H's 60,000 bear its own 7.2 %: 12.00; on day 2 0.60.
    accounts = SHORT.replace("60000", "0")
    items = """
        day | value | account | amount
        1   | 2     | A       | 60000
        """
    one = lived(register(accounts, items=items, days=2))
    assert one.owed["L"] == [40_000_00, 40_000_00]
    assert shares(one) == {"H": -60}
    assert own(one) == {"H": -12_00, "A": 6_00}


def test_the_demand_rate_is_posted_on_the_header_on_the_morning_after():
    # 2 to 20 March: 19 days x 0.60 = 11.40. No cash moved between members before.
    one = lived(register(SHORT, days=20))
    posted = {(post.kind, post.subject): post.amount for post in one.postings}
    assert posted["pool", "P > H"] == -11_40
    # On the 21st H pays 11.40 and the line's 114.00; A has 114.00 more: the pool lacks 11.40 more.
    assert one.book["A"][-1] == 60_114_00
    assert line(one) == 40_011_40
