"""The command `treasury`: wiring only; each command's work stands in a module of its own.

Exit codes: 0 fine · 1 the run was written and a named check failed · 2 what was asked for could
not be done (every complaint at once on stderr). Modules with weight are imported by the command
that needs them, so that the first simulated day comes soon.
"""

import gc
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, CycloptsError, Parameter

from treasury import __version__
from treasury.cli.wanted import NO_POOL, NOTHING_ELSE, Known, PoolWanted
from treasury.errors import Refused, TreasuryError

FINE, CHECK_FAILED, NOT_DONE = 0, 1, 2
STOPPED = 130
SELDOM, NEVER = (400_000, 20, 100), (0, 0, 0)
"""New objects until the search for cycles; a run makes a million, two thousand of them in any."""
LEFT_OUT = {"OPENBLAS_NUM_THREADS": "1", "PYDANTIC_DISABLE_PLUGINS": "__all__"}
"""What libraries would begin with and nothing here needs: threads that wait in loops for fractions
to multiply (whole numbers are added up in one), and a search of every installed package."""
WRITING = ("new", "run", "export", "import", "correct")
"""The commands that write files."""

RUN_OUT = (
    "Folder of the run: new, empty, or an earlier run of the same scenario, which is replaced; "
    "default runs/ID-FINGERPRINT."
)
EXPORT_OUT = (
    "Where to, a folder for each structure; an earlier export in it is replaced; "
    "default RUN-export/FORMAT beside the run."
)
IMPORT_OUT = "The scenario folder: new, empty, or one that an import wrote, which is added to."
ACCEPT = (
    "Import accounts with gaps, or whose statements do not reconcile, as they are; every report "
    "will say so, nothing is plugged."
)
METHOD = "Post only what differs, or take back every posting that is touched and post it anew."
CORRECTED_RUN = "A structure's id, or as_is; default: the run's only one."
CORRECTION_OUT = (
    "Write the entries to this folder (entries.csv and more): new, empty, or an earlier correction."
)
MAPPING = (
    "How the CSV exports are to be read where they do not prove it; "
    "default NAME.mapping.toml beside each."
)
LIKE = (
    "The kind of group: a two-level group account, two lines (收支两条线), or a finance company "
    "(财务公司); default a headquarters with a branch and two subsidiaries."
)
TEMPLATE = "Write our empty Excel template to this new file (.xlsx) instead of reading."

app = App(
    name="treasury",
    help="Simulates a group's cash: pools, sweeps, payments, interest, books and reports.",
    version=__version__,
    suppress_keyboard_interrupt=False,
)


@app.command
def new(
    name: Path,
    /,
    *,
    like: Annotated[
        Literal["two_level", "two_lines", "finance_company"] | None, Parameter(help=LIKE)
    ] = None,
) -> int:
    """Write a small commented scenario folder to start from.

    Parameters
    ----------
    name
        The folder to make, new or empty; its name becomes the scenario's id.
    """
    from treasury.cli.starting import start

    return start(name, like)


@app.command
def run(
    scenario: Path,
    /,
    *,
    out: Annotated[Path | None, Parameter(help=RUN_OUT)] = None,
    json: Annotated[bool, Parameter(negative="", help="Print summary.json instead.")] = False,
) -> int:
    """Simulate, book, check, compare and report every structure of a scenario.

    Parameters
    ----------
    scenario
        A scenario's folder or its .json file.
    """
    from treasury.cli.running import run_scenario

    return run_scenario(scenario, out, as_json=json)


@app.command
def check(scenario: Path, /) -> int:
    """Say everything that is wrong with a scenario, without running it.

    Parameters
    ----------
    scenario
        A scenario's folder or its .json file.
    """
    from treasury.cli.checking import check_scenario

    return check_scenario(scenario)


@app.command
def lint(scenario: Path, /) -> int:
    """Say what a scenario may well not mean: rules that never fire, money swept before payday.

    Parameters
    ----------
    scenario
        A scenario's folder or its .json file.
    """
    from treasury.cli.linting import lint_scenario

    return lint_scenario(scenario)


@app.command
def explain(
    run: str,
    /,
    *,
    account: Annotated[str, Parameter(help="The account's id.")],
    date: Annotated[str, Parameter(help="The day, as 2026-03-20.")],
    structure: Annotated[str | None, Parameter(help="A structure's id, or as_is.")] = None,
) -> int:
    """Tell an account's day in sentences: what fired, what limited it, what did not happen.

    Parameters
    ----------
    run
        A run's folder, the beginning of its name under runs/, or the scenario that was run.
    """
    from treasury.cli.explaining import explain_account

    return explain_account(run, account, date, structure)


@app.command
def export(
    run: str,
    /,
    *,
    format: Annotated[
        Literal["hledger", "beancount", "csv", "camt053"], Parameter(help="What to write.")
    ],
    structure: Annotated[str | None, Parameter(help="Only this structure, or as_is.")] = None,
    period: Annotated[
        Literal["month", "quarter", "year", "all"], Parameter(help="One file for each.")
    ] = "month",
    out: Annotated[Path | None, Parameter(help=EXPORT_OUT)] = None,
) -> int:
    """Write the books of a run, or its bank statements (camt053), one file a period.

    Parameters
    ----------
    run
        A run's folder, the beginning of its name under runs/, or the scenario that was run.
    """
    from treasury.cli.exporting import Order, export_run

    return export_run(run, Order(format=format, structure=structure, period=period, out=out))


@app.command
def correct(
    run: str,
    items: Path | None = None,
    /,
    *,
    method: Annotated[Literal["delta", "full"], Parameter(help=METHOD)] = "delta",
    structure: Annotated[str | None, Parameter(help=CORRECTED_RUN)] = None,
    out: Annotated[Path | None, Parameter(help=CORRECTION_OUT)] = None,
    known: Known = NOTHING_ELSE,
) -> int:
    """Say what became known late (items, right terms) changes, and what would be posted today.

    Parameters
    ----------
    run
        A run's folder, the beginning of its name under runs/, or the scenario that was run.
    items
        A CSV file with the columns of items.csv; value_date is on or before date.
    """
    from treasury.cli.interpreting import interpret

    interpret()
    from treasury.cli.correcting import Order, correct_run

    given = Order(items=items, method=method, structure=structure, out=out)
    return correct_run(run, replace(given, **vars(known)))


@app.command
def statements(
    *files: Path,
    json: Annotated[bool, Parameter(negative="", help="Print a list for programs.")] = False,
    mapping: Annotated[Path | None, Parameter(help=MAPPING)] = None,
    template: Annotated[Path | None, Parameter(help=TEMPLATE)] = None,
) -> int:
    """Say what bank statement files hold: balances, entries, whether they add up, what is missing.

    Parameters
    ----------
    files
        Statements as the bank sent them, in any of its formats, or .zip archives of them.
    """
    from treasury.cli.statements import show_statements

    if template is not None and not files:
        from treasury.cli.statements import new_template

        return new_template(template)
    if template is not None:
        return complain("--template FILE.xlsx writes an empty workbook and reads no files.")
    if not files:
        return complain("No file is given.\nFor example: treasury statements FOLDER/*.xml")
    return show_statements(files, mapping, as_json=json)


@app.command(name="import")
def import_(
    *files: Path,
    out: Annotated[Path, Parameter(help=IMPORT_OUT)],
    group: Annotated[
        str | None, Parameter(help="The group's name; kept for the next time.")
    ] = None,
    pool: PoolWanted = NO_POOL,
    mapping: Annotated[Path | None, Parameter(help=MAPPING)] = None,
    accept_unreconciled: Annotated[bool, Parameter(negative="", help=ACCEPT)] = False,
) -> int:
    """Make a scenario folder of bank statements, or add statements to one.

    Parameters
    ----------
    files
        Statement files of any bank: camt.053, MT940, BAI2, CSV, each also inside a .zip.
    """
    from treasury.cli.interpreting import interpret

    interpret()
    from treasury.cli.importing import Order, import_statements

    return import_statements(
        Order(
            files=files, out=out, group=group, header=pool.header, preset=pool.preset,
            mapping=mapping, accept=accept_unreconciled,
        )
    )  # fmt: skip


@app.command
def profiles(scenario: Path | None = None, /) -> int:
    """Say how the profiles of banks and vendors differ: order, limits, rounding, sources.

    Parameters
    ----------
    scenario
        Only the profiles that this scenario's structures run under.
    """
    from treasury.cli.profiles import show_profiles

    return show_profiles(scenario)


@app.command
def schema() -> int:
    """Print the JSON Schema of a scenario."""
    from treasury.loading.schema import written_schema

    print(written_schema(), end="")
    return FINE


def main(tokens: Sequence[str] | None = None) -> int:
    """The exit code of the command with these words (default: those of the command line)."""
    speak_any_script()
    os.environ.update({name: value for name, value in LEFT_OUT.items() if name not in os.environ})
    words = list(sys.argv[1:] if tokens is None else tokens)
    writes = any(word in WRITING for word in words[:1])
    try:
        with cycles_sought(NEVER if words[:1] == ["run"] else SELDOM, for_good=tokens is None):
            result = app(
                words,
                exit_on_error=False,
                print_error=False,
                result_action="return_value",
            )
        sys.stdout.flush()
    except CycloptsError as error:
        return complain(f"{error}\n`treasury --help` shows the commands.")
    except Refused as error:
        from treasury.cli.complaints import show

        show(error.complaints, "; nothing was written" if writes else "")
        return NOT_DONE
    except TreasuryError as error:
        return complain(str(error))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except OSError as error:
        return complain(os_words(error) + ("; nothing more was written." if writes else "."))
    except KeyboardInterrupt:
        complain("Stopped.")
        return STOPPED
    return result if isinstance(result, int) else FINE


@contextmanager
def cycles_sought(thresholds: tuple[int, int, int], *, for_good: bool) -> Iterator[None]:
    """Search for unreachable cycles of objects so often, then as before, unless the process ends.

    Records, rows and sentences hold no cycles and stay until the command ends; looking through
    them every seven hundred objects took an eighth of a command's time and freed nothing.
    """
    usual = gc.get_threshold()
    gc.set_threshold(*thresholds)
    try:
        yield
    finally:
        if for_good:
            gc.freeze()
        gc.set_threshold(*usual)


def speak_any_script() -> None:
    """Let a terminal that cannot show a character show its code instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="backslashreplace")


def complain(text: str) -> int:
    """Say on stderr why it was not done; the exit code for it."""
    print(text, file=sys.stderr)
    return NOT_DONE


def os_words(error: OSError) -> str:
    """What the machine refused, as the beginning of a sentence.

    >>> os_words(PermissionError(13, "Permission denied", "runs"))
    'runs: Permission denied'
    """
    place = f"{os.fsdecode(error.filename)}: " if error.filename else ""
    return f"{place}{error.strerror or error}"


if __name__ == "__main__":
    sys.exit(main())
