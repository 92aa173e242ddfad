"""An account's statements are put in order, each once; what is missing between them is named."""

import datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from treasury.accounts.reconciliation import Sums, reconciled
from treasury.accounts.statements.chain import Chain, Filed, chain_problems, chains
from treasury.accounts.statements.statement import Balance, Statement, StatementEntry

FIRST = datetime.date(2026, 3, 2)


def day(number: int) -> datetime.date:
    """The day so many days after Monday 2 March 2026."""
    return FIRST + datetime.timedelta(days=number)


def filed(name: str, at: int, opening: str, *amounts: str, number: str = "") -> Filed:
    """The statement of a day: its opening balance and entries; the closing follows from them."""
    sums = Sums()
    for amount in amounts:
        sums.add(StatementEntry(amount=Decimal(amount), currency="EUR", booking_date=day(at)))
    closing = Decimal(opening) + sums.booked
    statement = Statement(
        id=name,
        account="DE 12",
        currency="EUR",
        number=number,
        opening=Balance(amount=Decimal(opening), date=day(at)),
        closing=Balance(amount=closing, date=day(at)),
    )
    return Filed(file=f"{name}.xml", found=reconciled(statement, sums))


WEEK = [
    filed("mon", 0, "100", "5", number="7"),
    filed("tue", 1, "105", "-10", "1", number="8"),
    filed("wed", 2, "96", number="9"),
    filed("thu", 3, "96", "4", number="10"),
]


def only(statements: list[Filed]) -> Chain:
    """The one chain of these statements."""
    (chain,) = chains(statements)
    return chain


def files(chain: Chain) -> list[str]:
    """The files of a chain in order."""
    return [one.file.removesuffix(".xml") for one in chain.statements]


@given(st.permutations(WEEK))
def test_the_order_in_which_files_are_given_does_not_count(shuffled: list[Filed]) -> None:
    chain = only(shuffled)
    assert files(chain) == ["mon", "tue", "wed", "thu"]
    assert not chain.gaps and not chain.repeated and not chain.uncovered


def test_a_missing_statement_is_exactly_one_gap_that_says_both_reasons() -> None:
    chain = only([WEEK[0], *WEEK[2:]])
    (gap,) = chain.gaps
    assert (gap.difference, gap.numbers, gap.overlaps) == (Decimal(-9), (8,), False)
    assert gap.sentence() == (
        "opens at 96.00, but the statement before it (number 7 of 2026-03-02 in mon.xml) closes at "
        "105.00: 9.00 less; statement number 8 missing"
    )
    assert chain.days_sentence() == "1 day without a statement: 2026-03-03"


def test_a_missing_number_is_a_gap_although_the_balances_agree() -> None:
    chain = only([*WEEK[:2], WEEK[3]])
    (gap,) = chain.gaps
    assert (gap.difference, gap.numbers) == (None, (9,))
    assert "statement number 9 missing after number 8" in gap.sentence()


def test_a_gap_is_told_with_amounts_as_the_table_has_them_and_all_its_numbers() -> None:
    first, later = filed("a", 0, "1234567.5", number="7"), filed("b", 3, "2234567.5", number="10")
    (gap,) = only([first, later]).gaps
    assert gap.sentence() == (
        "opens at 2,234,567.50, but the statement before it (number 7 of 2026-03-02 in a.xml) "
        "closes at 1,234,567.50: 1,000,000.00 more; statement numbers 8, 9 missing"
    )


def test_numbers_begin_anew_in_a_new_year_and_days_are_no_numbers() -> None:
    restart = [filed("a", 0, "1", number="250"), filed("b", 1, "1", number="1")]
    days = [filed("a", 0, "1", number="20260227"), filed("b", 1, "1", number="20260302")]
    assert not only(restart).gaps
    assert not only(days).gaps


def numbered(*days: int, first: int = 61) -> list[Filed]:
    """Statements of these days after Monday 2 March, numbered by them; the 61st day of its year."""
    return [filed(f"day {at}", at, "1", number=str(first + at)) for at in days]


THREE_WEEKS = [week * 7 + weekday for week in range(3) for weekday in range(5)]


@given(st.permutations(THREE_WEEKS))
def test_numbers_that_count_days_over_two_weekends_miss_no_statement(shuffled: list[int]) -> None:
    assert not only(numbered(*shuffled)).gaps
    assert not only(numbered(*shuffled, first=2_026_061)).gaps


def test_where_numbers_count_days_a_day_without_a_statement_is_told_as_one() -> None:
    chain = only(numbered(*[at for at in THREE_WEEKS if at != 9]))
    assert not chain.gaps
    assert "not a Saturday or Sunday: 2026-03-11" in chain.days_sentence()


def test_one_weekend_does_not_prove_that_numbers_count_days() -> None:
    (gap,) = only(numbered(*THREE_WEEKS[:8])).gaps
    assert gap.numbers == (66, 67)


def test_a_bank_that_has_statements_on_weekends_counts_statements() -> None:
    (gap,) = only(numbered(*[at for at in range(21) if at != 9])).gaps
    assert gap.numbers == (70,)


def test_a_number_that_does_not_grow_as_the_days_do_counts_statements() -> None:
    statements = numbered(*THREE_WEEKS[:14])
    (gap,) = only([*statements, filed("last", 18, "1", number="81")]).gaps[-1:]
    assert gap.numbers == (79, 80)
    assert len(only([*statements, filed("last", 18, "1", number="81")]).gaps) == 3


def test_days_without_a_statement_are_no_gap() -> None:
    chain = only([filed("fri", 4, "1", "2"), filed("tue", 8, "3", "1")])
    assert not chain.gaps
    assert chain.uncovered == ((day(5), day(7)),)
    assert chain.days_sentence() == (
        "3 days without a statement; not a Saturday or Sunday: 2026-03-09"
    )
    weekend = only([filed("fri", 4, "1", "2"), filed("mon", 7, "3", "1")])
    assert (
        weekend.days_sentence() == "2 days without a statement, all of them Saturdays and Sundays"
    )


def test_a_very_long_silence_is_told_in_one_line() -> None:
    chain = only([filed("a", 0, "1"), filed("b", 2_000_000, "1", "1")])
    assert len(chain.days_sentence()) < 250
    assert "1,999,999 days without a statement" in chain.days_sentence()


def test_the_same_statement_twice_counts_once_and_is_noted() -> None:
    again = Filed(file="zcopy.xml", found=WEEK[1].found)
    chain = only([again, *WEEK])
    assert files(chain) == ["mon", "tue", "wed", "thu"]
    ((where, problem),) = chain_problems([chain])
    assert where is again
    assert (problem.severity, "counted once" in problem.message) == ("note", True)


def test_the_same_id_with_other_content_is_a_warning() -> None:
    other = filed("tue", 1, "105", "-10", "2", number="8")
    problems = [problem for _, problem in chain_problems([only([*WEEK, other])])]
    assert any(
        problem.severity == "warning" and "says something else" in problem.message
        for problem in problems
    )


def test_statements_of_one_day_without_numbers_are_linked_by_their_balances() -> None:
    pieces = [filed(name, 0, opening, amount) for name, opening, amount in (
        ("c", "30", "5"), ("a", "10", "-3"), ("b", "7", "23"),
    )]  # fmt: skip
    chain = only(pieces)
    assert files(chain) == ["a", "b", "c"]
    assert not chain.gaps


def test_statements_that_cover_the_same_days_twice_are_told_so() -> None:
    month = filed("month", 0, "100", "5", "-9", "4")
    longer = Filed(
        file="all.xml",
        found=reconciled(
            Statement(
                id="all",
                account="DE 12",
                currency="EUR",
                opening=Balance(amount=Decimal(1), date=day(-9)),
                closing=Balance(amount=Decimal(100), date=day(3)),
            ),
            Sums(booked=Decimal(99)),
        ),
    )
    (gap,) = only([month, longer]).gaps
    assert gap.overlaps
    assert "each begins where the one before ends" in gap.problem().expected


def test_other_accounts_currencies_and_reports_of_the_day_do_not_chain() -> None:
    dollars = Statement(account="DE12", currency="USD", opening=Balance(amount=Decimal(3)))
    interim = Statement(account="DE12", currency="EUR", kind="interim")
    nameless = Statement(opening=Balance(amount=Decimal(3)))
    others = [
        Filed(file="other", found=reconciled(one, Sums())) for one in (dollars, interim, nameless)
    ]
    found = chains([*WEEK, *others])
    assert [(chain.name, len(chain.statements)) for chain in found] == [
        ("DE12 EUR", 4),
        ("DE12 USD", 1),
    ]


def test_an_id_that_a_bank_gives_every_statement_says_nothing() -> None:
    first, second = (
        filed("STARTUMS", 0, "100", "5", number="0"),
        filed("STARTUMS", 1, "105", "1", number="0"),
    )
    chain = only([first, second])
    assert len(chain.statements) == 2 and chain.repeated == ()


def test_another_content_under_the_same_id_day_and_opening_is_told() -> None:
    first = filed("STARTUMS", 0, "100", "5", number="0")
    second = filed("STARTUMS", 0, "100", "6", number="0")
    (repeated,) = only([first, second]).repeated
    assert not repeated.same
