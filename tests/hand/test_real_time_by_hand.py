"""Rules that fire on receipts, calculated by hand."""

from tests.hand.tables import fates, group, lived, moves
from tests.made_runs import made


def test_a_receipt_is_swept_at_its_minute_and_goes_up_level_by_level():
    # 09:10: 100 come in on P; M gets 100 and passes on all above its 30; R gets 70.
    one = group(
        """
        account | opening | header | rule
        R       | 0       |        |
        M       | 0       | R      | keep keep=30 frequency=real_time
        P       | 0       | M      | zero_balance frequency=real_time
        """,
        """
        time  | account | amount
        09:10 | P       | 100
        """,
    )
    assert moves(one, at=True) == ["09:10 P > M 100", "09:10 M > R 70"]


def test_money_goes_no_further_than_rules_fire_in_real_time():
    # M's own rule runs at the end of the day alone.
    one = group(
        """
        account | opening | header | rule
        R       | 0       |        |
        M       | 0       | R      | zero_balance
        P       | 0       | M      | zero_balance frequency=real_time
        """,
        """
        time  | account | amount
        09:10 | P       | 100
        """,
    )
    assert moves(one, at=True) == ["09:10 P > M 100", "close M > R 100"]


def test_a_receipt_brings_nothing_down_and_without_a_time_the_rule_has_no_pass():
    # P stays below zero after the receipt: -50 + 20 = -30. Nothing is funded before the close.
    table = """
        account | opening | header | rule
        H       | 100     |        |
        P       | -50     | H      | zero_balance frequency=real_time{late}
        """
    items = "time | account | amount\n09:10 | P | 20"
    assert moves(group(table.format(late=""), items)) == []
    assert moves(group(table.format(late=" late"), items), at=True) == ["close H > P 30"]


def test_each_receipt_gives_its_own_share():
    # 60 % of 100 = 60 and 60 % of 50 = 30: a run on a receipt ends the time receipts count in.
    one = group(
        """
        account | opening | header | rule
        H       | 0       |        |
        P       | 0       | H      | share_of_receipts share=60% frequency=real_time late
        """,
        """
        time  | account | amount
        09:10 | P       | 100
        11:30 | P       | 50
        """,
    )
    assert moves(one, at=True) == ["09:10 P > H 60", "11:30 P > H 30"]
    assert made(one).checks()[5].passed


def test_a_queued_payment_keeps_what_is_reserved_for_it():
    # The payment of 80 waits; the receipt of 50 is reserved for it and stays; with the next 50
    # it is paid first, and the 20 that are left go up.
    one = group(
        """
        account | opening | header | rule
        H       | 0       |        |
        P       | 0       | H      | zero_balance frequency=real_time
        """,
        """
        time  | account | amount
        09:00 | P       | -80
        09:10 | P       | 50
        11:30 | P       | 50
        """,
    )
    assert fates(one) == {"P1": "made 1 11:30"}
    assert moves(one, at=True) == ["11:30 P > H 20"]


def test_what_arrives_at_the_header_pays_its_queue():
    one = group(
        """
        account | opening | header | rule
        H       | 0       |        |
        P       | 0       | H      | zero_balance frequency=real_time
        """,
        """
        time  | account | amount
        09:00 | H       | -80
        09:10 | P       | 100
        """,
        pool={"payment_mode": "full"},
    )
    assert fates(one) == {"H1": "made 1 09:10"}
    assert lived(one).book["H"][0] == 2000
