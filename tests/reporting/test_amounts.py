"""Amounts become text without losing a digit, and sums leave 64 bits without wrapping."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from treasury.money import DIGITS, written
from treasury.reporting.amounts import amount_text, average, column_texts, exact_sum
from treasury.reporting.table import Column, Table, by_column, cells

minor_units = st.integers(min_value=-(2**60), max_value=2**60)
currencies = st.sampled_from(["CNY", "JPY", "KWD"])


@given(minor_units, currencies, st.booleans())
def test_the_quick_writer_says_what_the_exact_one_says(minor, currency, grouped):
    assert amount_text(minor, DIGITS[currency], grouped=grouped) == written(
        minor, currency, grouped=grouped
    )


@given(st.lists(minor_units, max_size=20), currencies)
def test_a_column_is_written_as_its_amounts_are(amounts, currency):
    texts = column_texts(amounts, DIGITS[currency])
    assert texts == [written(minor, currency) for minor in amounts]


@given(st.lists(minor_units, min_size=1, max_size=400))
def test_a_sum_does_not_wrap(amounts):
    assert exact_sum(np.array(amounts, dtype=np.int64)) == sum(amounts)


def test_an_average_of_eighteen_digits_over_a_year_is_exact():
    assert average(np.full(365, 999_999_999_999_999_999)) == 999_999_999_999_999_999


@pytest.mark.parametrize(("days", "expected"), [([1, 2], 2), ([-1, -2], -2), ([1, 1, 2], 1)])
def test_an_average_is_rounded_once_half_up(days, expected):
    assert average(np.array(days)) == expected


def test_a_missing_amount_stays_missing_and_its_neighbours_exact():
    data = by_column(("amount", "currency"), [(10**17 + 1, "CNY"), (None, "CNY"), (-7, "JPY")])
    column = Column(name="amount", heading="Amount", kind="money", empty="no bound")
    table = Table(name="t", title="T", columns=(column,), data=data)
    assert cells(table) == [["1000000000000000.01", "no bound", "-7"]]


def test_a_float_among_the_amounts_is_a_programmers_error():
    data = by_column(("amount", "currency"), [(1.0, "CNY")])
    column = Column(name="amount", heading="Amount", kind="money")
    with pytest.raises(AssertionError):
        cells(Table(name="t", title="T", columns=(column,), data=data))


def test_a_frame_of_a_table_keeps_large_and_missing_amounts():
    data = by_column(("amount", "currency"), [(10**18 + 1, "CNY"), (None, "CNY")])
    frame = Table(name="t", title="T", columns=(), data=data).frame
    assert frame["amount"].tolist() == [10**18 + 1, None]
    assert frame["amount"].dtype == object


def test_a_run_is_written_without_waiting_for_pandas():
    told = "import sys, treasury.reporting.run_folder; print('pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
