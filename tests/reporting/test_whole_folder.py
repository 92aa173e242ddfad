"""A folder is whole, or it is what it was before: whatever happens on the way."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from treasury.errors import Refused
from treasury.reporting.whole_folder import shown, stranger, whole_folder


def fine() -> None:
    """A guard that refuses nothing."""


def renaming(monkeypatch: pytest.MonkeyPatch, at: str, act: Callable[[], None]) -> None:
    """Let something happen just before the folder of this name is renamed."""
    honest = Path.rename

    def rename(self: Path, target: Path) -> Path:
        if self.name == at:
            act()
        return honest(self, target)

    monkeypatch.setattr(Path, "rename", rename)


def raising(error: BaseException) -> Callable[[], None]:
    """An act that fails."""

    def act() -> None:
        raise error

    return act


def texts(folder: Path) -> dict[str, str]:
    """The files below, with what they say."""
    return {
        str(file.relative_to(folder)): file.read_text() for file in folder.rglob("*")
        if file.is_file()
    }  # fmt: skip


def replaced(out: Path) -> None:
    """Replace the folder by one with a file `new`."""
    with whole_folder(out, fine) as fresh:
        (fresh / "file").write_text("new")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A folder that is there already."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "file").write_text("old")
    return tmp_path / "out"


def test_a_folder_is_replaced_and_nothing_is_left_beside_it(old: Path) -> None:
    replaced(old)
    assert texts(old.parent) == {"out/file": "new"}
    assert [path.name for path in old.parent.iterdir()] == ["out"]


@pytest.mark.parametrize("error", [OSError("no rename"), KeyboardInterrupt()])
def test_whatever_stops_the_renaming_the_older_folder_is_put_back(
    old: Path, error: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    renaming(monkeypatch, "new", raising(error))
    with pytest.raises(type(error)):
        replaced(old)
    assert texts(old.parent) == {"out/file": "old"}
    assert [path.name for path in old.parent.iterdir()] == ["out"]


def test_what_cannot_be_put_back_is_not_removed_either(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    renaming(monkeypatch, "new", raising(KeyboardInterrupt()))
    renaming(monkeypatch, "old", raising(OSError("nor that")))
    with pytest.raises(OSError, match="nor that"):
        replaced(old)
    assert list(texts(old.parent).values()).count("old") == 1


@pytest.mark.parametrize("before", [True, False])
def test_of_two_writers_at_once_the_later_one_is_told(
    old: Path, before: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def other() -> None:
        old.mkdir(exist_ok=True)
        (old / "file").write_text("of the other")

    if not before:
        (old / "file").unlink()
        old.rmdir()
    renaming(monkeypatch, "new", other)
    with pytest.raises(Refused, match="was just written by another command"):
        replaced(old)
    assert texts(old.parent) == {"out/file": "of the other"}


def test_a_failure_while_writing_changes_nothing(old: Path) -> None:
    with suppress(ValueError), whole_folder(old, fine) as fresh:
        (fresh / "file").write_text("half")
        raise ValueError("odd")
    assert texts(old.parent) == {"out/file": "old"}


def test_the_guard_is_asked_at_the_end(old: Path) -> None:
    with pytest.raises(Refused), whole_folder(old, raising(Refused.__new__(Refused))) as fresh:
        (fresh / "file").write_text("new")
    assert texts(old.parent) == {"out/file": "old"}


def test_a_path_is_shown_as_it_can_be_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert shown(Path("not_there/../run")) == Path("run")
    assert shown(Path("../run")) == tmp_path / "run"


def test_a_link_is_always_a_stranger(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    assert stranger(tmp_path, lambda entry: True) == tmp_path / "link"
