"""What holds for every test: reproducible examples, a kernel cache of one's own, a PostgreSQL.

Processes that compile at the same time spoil each other's cached code. So each parallel worker
starts from a copy of what was compiled before (`make` warms it up) and keeps to its copy.
"""

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import Phase, settings

from tests.stores import postgres_server  # noqa: F401 - a fixture for whoever asks for it

HERE = Path(__file__).parent
RUN_ONCE = (
    "accounts", "cli/test_correct.py", "docs/test_service.py", "faults",
    "importing/test_bank_words.py", "importing/test_pairing.py", "linting/test_every_finding.py",
    "reporting/test_amounts.py", "reporting/test_statement_list.py", "reporting/test_vendor.py",
    "test_money.py", "test_postgres.py", "test_run_once.py", "test_stores.py", "test_tidy.py",
)  # fmt: skip
"""Tests that do not reach the compiled kernel: `test_run_once.py` follows what they import."""
COMPILED_ONLY = (
    "api/test_demo.py", "api/test_machine.py", "api/test_migrations.py", "api/test_moving.py",
    "api/test_openapi_fuzz.py", "api/test_previews.py", "api/test_processes.py",
    "api/test_results.py", "api/test_serving.py", "api/test_stopping.py", "api/test_worker.py",
    "browser", "docs/test_service.py", "properties", "scenarios", "test_tidy.py",
)  # fmt: skip
"""Tests that take minutes where the kernel is interpreted and every branch followed, and reach no
branch that the others do not: the gates of `make coverage` hold without them."""
INTERPRETED_TOO = (
    "properties/test_engine_equals_twin.py", "properties/test_guarantee.py",
    "properties/test_guarantee_check.py",
)  # fmt: skip
"""Of these, the ones that run interpreted as well: they alone reach the guarantee's every branch,
and hold the interpreted kernel against the twin."""

settings.register_profile("project", deadline=None, derandomize=True, print_blob=True)
settings.register_profile("planted", settings.get_profile("project"), phases=[Phase.generate])
"""For planted faults: that an example fails is enough, it need not be made small."""
settings.load_profile("planted" if "TREASURY_PLANTED" in os.environ else "project")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that are the same whether the kernel is compiled, and those that need it."""
    for item in items:
        if stands_in(item, RUN_ONCE):
            item.add_marker(pytest.mark.shell)
        if stands_in(item, COMPILED_ONLY) and not stands_in(item, INTERPRETED_TOO):
            item.add_marker(pytest.mark.compiled)


def stands_in(item: pytest.Item, places: tuple[str, ...]) -> bool:
    """Whether the test is in one of these files or folders."""
    return any(item.path.is_relative_to(HERE / place) for place in places)


def pytest_configure(config: pytest.Config) -> None:
    """Give a parallel worker, and the processes it starts, its own copy of the kernel cache."""
    if "PYTEST_XDIST_WORKER" not in os.environ or "NUMBA_DISABLE_JIT" in os.environ:
        return
    import numba

    import treasury.arrays  # noqa: F401 - names the folder of the cache

    own = tempfile.mkdtemp(prefix="treasury-tests-")
    config.add_cleanup(lambda: shutil.rmtree(own, ignore_errors=True))
    warm = Path(os.environ["NUMBA_CACHE_DIR"])
    if warm.is_dir():
        shutil.copytree(warm, own, dirs_exist_ok=True)
    os.environ["NUMBA_CACHE_DIR"] = own
    numba.config.reload_config()
