"""The built-in profiles: read as they stand, and right."""

import tomllib
from importlib.resources import files

from treasury.loading.profiles import builtin_profiles
from treasury.loading.records import converter
from treasury.pooling.profiles import Profile


def test_built_in_profiles_are_what_validation_makes_of_their_files() -> None:
    folder = files("treasury").joinpath("data", "profiles")
    texts = [file.read_text(encoding="utf-8") for file in folder.iterdir()
             if file.name.endswith(".toml")]  # fmt: skip
    read = [converter(Profile, False).validate_python(tomllib.loads(text)) for text in texts]
    assert read and builtin_profiles() == {profile.id: profile for profile in read}
