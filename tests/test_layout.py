"""What is kept of a run is numbered: whoever lays it out otherwise says so by another number."""

import hashlib
import json

from treasury import LAYOUT, analyses, tables

LAYOUTS = {
    1: "afe90036e23a988a0b7a542d908d6a4b4f253a97f229f1e235c3ef0e88abcf37",
    2: "28b1092b96517d0dbd3aec08ba39ad489943030b47959327a77b3233acb67b10",
    3: "4ff4a06aab42e165086c9e792ceb3f2d6fee8326039defc7a3629dc537718ef7",
}
"""The names in their order, as a hash, by the number of their layout. Lines are added, never
changed: a run that was kept by an older number is known by it, and not read with newer names."""


def laid_out() -> str:
    """The arrays of a projection in their order, and every column and number of its events, those
    of what closing the period of an account analysis does among them."""
    numbers = [
        (name, value)
        for name, value in (*vars(tables).items(), *vars(analyses).items())
        if name.isupper() and isinstance(value, int)
    ]
    return hashlib.sha256(json.dumps([tables.Projection._fields, numbers]).encode()).hexdigest()


def test_the_layout_grows_when_arrays_columns_or_numbers_change() -> None:
    assert laid_out() == LAYOUTS[LAYOUT], "let treasury.LAYOUT grow, and add a line to LAYOUTS"


def test_every_layout_is_another_one_and_the_last_is_the_engines() -> None:
    assert list(LAYOUTS) == list(range(1, LAYOUT + 1)) and len({*LAYOUTS.values()}) == LAYOUT


def test_the_columns_and_kinds_of_events_are_among_the_names() -> None:
    assert {"ACROSS", "EVENT_COLUMNS", "REINVESTED", "WAS_REFUSED"} <= {*vars(tables)}
