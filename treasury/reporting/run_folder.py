"""A RUN: the folder a run writes. It appears complete or not at all.

Everything is written into a temporary sibling folder, which is then renamed. A folder that
holds a run of the same scenario (equal fingerprint) is replaced; anything else is left alone.
"""

import json
import shutil
import tempfile
from pathlib import Path

from treasury.comparison import Study
from treasury.errors import Complaint, Refused
from treasury.reporting.csvs import write_csvs
from treasury.reporting.page.page import page_text
from treasury.reporting.run_tables import RunTables, run_tables
from treasury.reporting.summary import summary_text
from treasury.reporting.workbook import workbook_bytes

SUMMARY, SCENARIO = "summary.json", "scenario.json"
PAGE, WORKBOOK = "report.html", "report.xlsx"


def write_run(study: Study, out: Path) -> None:
    """Write the whole run folder at `out`, replacing an older run of the same scenario."""
    out = out.resolve()
    refuse_strangers(out, study.fingerprint)
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        write_files(study, fresh)
        fresh.chmod(0o755)
        put_in_place(fresh, out)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def write_files(study: Study, folder: Path) -> None:
    """Write every file of the run into a folder that exists."""
    tables = [run_tables(run) for run in study.runs]
    write_text(folder / SUMMARY, summary_text(study))
    write_text(folder / SCENARIO, study.text)
    write_text(folder / PAGE, page_text(study, tables))
    (folder / WORKBOOK).write_bytes(workbook_bytes(study, tables))
    for one in tables:
        write_structure(one, folder / one.run.plan.name)


def write_structure(tables: RunTables, folder: Path) -> None:
    """Write one structure's folder of CSV files."""
    folder.mkdir()
    write_csvs(tables, folder)


def write_text(path: Path, text: str) -> None:
    """Write a text file in UTF-8 with its line ends as they are."""
    path.write_text(text, encoding="utf-8", newline="")


def refuse_strangers(out: Path, fingerprint: str) -> None:
    """Refuse to write where something else than a run of this scenario lies."""
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    found = fingerprint_of(out)
    if found == fingerprint:
        return
    what = f"holds another run (fingerprint {found[:8]})" if found else "is not a run folder"
    complaint = Complaint(
        path=("out",),
        where=str(out),
        message=f"{what} and is not overwritten",
        expected="a new folder, an empty one, or an earlier run of the same scenario",
    )
    raise Refused([complaint])


def fingerprint_of(folder: Path) -> str:
    """The fingerprint of the run the folder holds; empty where it holds none."""
    try:
        found = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    fingerprint = found.get("fingerprint") if isinstance(found, dict) else None
    return fingerprint if isinstance(fingerprint, str) else ""


def put_in_place(fresh: Path, out: Path) -> None:
    """Rename the fresh folder to `out`; what was there is moved aside first, then removed."""
    if not out.exists():
        fresh.rename(out)
        return
    aside = Path(tempfile.mkdtemp(prefix=f".{out.name}-old-", dir=out.parent)) / "old"
    out.rename(aside)
    try:
        fresh.rename(out)
    except OSError:
        aside.rename(out)
        raise
    finally:
        shutil.rmtree(aside.parent, ignore_errors=True)
