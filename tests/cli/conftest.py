"""One run of a small scenario, written once for all tests of the commands."""

from pathlib import Path

import pytest

from tests.cli.commands import LEVELS, treasury


@pytest.fixture(scope="session")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run; tests that change it work on a copy."""
    place = tmp_path_factory.mktemp("runs")
    done = treasury("run", LEVELS, cwd=place)
    assert done.returncode == 0, done.stderr
    (folder,) = (place / "runs").iterdir()
    return folder
