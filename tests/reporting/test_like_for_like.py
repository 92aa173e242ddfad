"""The sentence beside a net benefit: what was paid otherwise than today, and what that does."""

import pytest

from treasury.comparing.likeness import Difference, Tally
from treasury.reporting.like_for_like import note, short_note

ONE, TWO = Tally(count=1, amount=100), Tally(count=2, amount=500)
NOT_ALIKE = ", so it is not like for like."


@pytest.mark.parametrize(
    ("difference", "words", "short"),
    [
        (Difference(), "", ""),
        (
            Difference(missing=TWO),
            "5.00 CNY less was paid than today (2 payments fewer); the benefit includes interest "
            "on that money" + NOT_ALIKE,
            "paid less",
        ),
        (
            Difference(added=ONE),
            "1.00 CNY more was paid than today (1 payment more); the benefit lacks interest on "
            "that money" + NOT_ALIKE,
            "paid more",
        ),
        (
            Difference(missing=ONE, added=TWO),
            "4.00 CNY more was paid than today (1 payment of today's not made, 2 payments more "
            "made); the benefit lacks interest on that money" + NOT_ALIKE,
            "paid more",
        ),
        (
            Difference(missing=ONE, added=ONE),
            "As much was paid as today, but not the same payments (1 payment of today's not made, "
            "1 payment more made); the benefit includes interest on these differences" + NOT_ALIKE,
            "paid otherwise",
        ),
        (
            Difference(later=TWO),
            "2 payments (5.00 CNY) were made on a later day than today; the benefit includes "
            "interest on that money" + NOT_ALIKE,
            "paid later",
        ),
        (
            Difference(earlier=ONE),
            "1 payment (1.00 CNY) was made on an earlier day than today; the benefit lacks "
            "interest on that money" + NOT_ALIKE,
            "paid earlier",
        ),
        (
            Difference(missing=TWO, earlier=ONE, repayments=TWO),
            "5.00 CNY less was paid than today (2 payments fewer); 1 payment (1.00 CNY) was made "
            "on an earlier day than today; the benefit includes interest on these differences"
            + NOT_ALIKE
            + " Of what was not paid, 5.00 CNY is the repayment of 2 term loans, which stay "
            "outstanding.",
            "paid less",
        ),
    ],
)  # fmt: skip
def test_the_note_says_what_was_paid_otherwise_and_what_the_benefit_holds(difference, words, short):
    assert note(difference, "CNY") == words
    assert short_note(difference) == short
