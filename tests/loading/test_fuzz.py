"""Whatever bytes stand in the files, the answer is a scenario or a refusal in sentences."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.plan.small_group import FILES, write_files
from treasury.errors import Refused
from treasury.loading.folder import from_json, load
from treasury.plan.problems.every import complaints
from treasury.plan.reading import read
from treasury.scenario import canonical

pieces = st.sampled_from(
    ["\n", ",", '"', "'", "[[", "]]", "=", "1e5", "NaN", "inf", "nan", "2026-02-30", "\0", "\ufeff",
     "id", "accounts", "items", "-", "0", "9" * 5000, "1" + "0" * 25, "{", "}", "0.", "true",
     "1979-05-27T07:32:00Z", "HQ-1", "zero", "\r", "\\", "é", "货", ";", "#", "[", '"""', "keep",
     "0x10", "-0", "1_0"]
)  # fmt: skip


def mangled(text: str) -> st.SearchStrategy[bytes]:
    """The text with pieces of it replaced, or no text at all."""

    def replaced(edits: list[tuple[int, int, str]]) -> bytes:
        found = text
        for at, length, piece in edits:
            place = at % (len(found) + 1)
            found = found[:place] + piece + found[place + length :]
        return found.encode()

    edit = st.tuples(st.integers(0, 10_000), st.integers(0, 6), pieces)
    return st.lists(edit, min_size=1, max_size=4).map(replaced) | st.binary(max_size=60)


def is_answered(question: Callable[[], object]) -> bool:
    """Whether the answer is a scenario, or sentences that have a place."""
    try:
        question()
    except Refused as refused:
        return all(found.where and found.message for found in refused.complaints)
    return True


@pytest.mark.parametrize("name", sorted(FILES))
def test_any_bytes_in_a_file_are_read_or_refused(name: str) -> None:
    @settings(max_examples=60, deadline=None)
    @given(mangled(FILES[name]))
    @example(b"")
    def check(data: bytes) -> None:
        with TemporaryDirectory() as folder:
            write_files(Path(folder))
            (Path(folder) / name).write_bytes(data)
            assert is_answered(lambda: read(Path(folder)))

    check()


def test_any_json_is_read_or_refused(tmp_path: Path) -> None:
    scenario = load(write_files(tmp_path)).scenario
    assert scenario is not None

    @settings(max_examples=200, deadline=None)
    @given(mangled(canonical(scenario)))
    def check(data: bytes) -> None:
        text = data.decode("utf-8", "replace")
        assert is_answered(lambda: complaints(from_json(text)))

    check()
