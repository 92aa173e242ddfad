"""In which form something is given: what `format` says, else what the header Accept asks for."""

from collections.abc import Mapping

from fastapi import Request

from api.problems import Problem


def form_of(request: Request, asked: str | None, forms: Mapping[str, str]) -> str:
    """The form that is asked for, by name; `forms` are media types by name, the usual one first.

    Of several that the header names the first is meant; weights are not looked at.
    """
    if asked is not None:
        return asked
    named = [each.partition(";")[0].strip().lower() for each in
             request.headers.get("accept", "*/*").split(",")]  # fmt: skip
    for each in named:
        for name, media_type in forms.items():
            if each in (media_type, "*/*", f"{media_type.partition('/')[0]}/*"):
                return name
    known = ", ".join(forms.values())
    raise Problem(kind="not-acceptable", detail=f"It can be given as {known}.")
