"""A scenario as bytes for another process of this program, and back: equal to the last digit.

Unlike the canonical text it keeps the order of every list, because a plan's names count in it.
"""

import pickle

from treasury.loading.records import converter
from treasury.loading.shapes import lists, shapes
from treasury.scenario import Scenario


def passed_on(scenario: Scenario) -> bytes:
    """The scenario as bytes; records as JSON, which is five times as quick as pickling them."""
    own = {name: getattr(scenario, name) for name in shapes(Scenario)}
    given = {name: getattr(scenario, name) for name in lists()}
    texts = {
        name: converter(lists()[name], True).dump_json(records)
        for name, records in given.items()
        if records
    }
    return pickle.dumps((own, texts))


def taken_up(text: bytes) -> Scenario:
    """The scenario of these bytes."""
    own, texts = pickle.loads(text)  # noqa: S301 - from a process of this program
    found = {
        name: converter(lists()[name], True).validate_json(text) for name, text in texts.items()
    }
    return Scenario(**own, **found)
