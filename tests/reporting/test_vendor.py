"""What is shipped of others is what the manifest says, with its licence beside it."""

import hashlib
import json
from pathlib import Path

import treasury.reporting

VENDOR = Path(treasury.reporting.__file__).parent / "vendor"
MANIFEST = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))


def licence_files(entry):
    """The licence files of an entry and of what it contains."""
    contained = [name for part in entry.get("contains", ()) for name in part["licence_files"]]
    return [*entry["licence_files"], *contained]


def test_every_vendored_file_has_the_hash_of_the_manifest():
    for entry in MANIFEST["files"]:
        digest = hashlib.sha256((VENDOR / entry["file"]).read_bytes()).hexdigest()
        assert digest == entry["sha256"], entry["file"]
        assert entry["name"]
        assert entry["version"]
        assert entry["licence"]


def test_every_licence_is_there_and_nothing_is_vendored_without_one():
    named = {"manifest.json"}
    for entry in MANIFEST["files"]:
        named |= {entry["file"], *licence_files(entry)}
        for name in licence_files(entry):
            assert (VENDOR / name).read_text(encoding="utf-8").strip(), name
    assert {path.name for path in VENDOR.iterdir()} == named


def test_a_vendored_script_cannot_end_the_element_it_is_put_in():
    for entry in MANIFEST["files"]:
        text = (VENDOR / entry["file"]).read_text(encoding="utf-8").lower()
        assert "</script" not in text
        assert "<!--" not in text
