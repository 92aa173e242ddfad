"""/welcome: where a one-time link leads. Three files that stand beside this module, as they are.

The page keeps the part of its address behind the # in the browser, which sends it to nobody, and
chooses the password by the JSON API. Its script and style are files of their own, because the
policy of the service lets no page run anything that stands in it.
"""

from pathlib import Path

from fastapi import APIRouter, Response

router = APIRouter(include_in_schema=False)
HERE = Path(__file__).parent
PAGE, SCRIPT, STYLE = "text/html", "text/javascript", "text/css"


def file(name: str, media_type: str) -> Response:
    """The file beside this module."""
    return Response((HERE / name).read_bytes(), media_type=f"{media_type}; charset=utf-8")


@router.get("/welcome")
def welcome() -> Response:
    """The page on which whoever has a one-time link chooses a password."""
    return file("welcome.html", PAGE)


@router.get("/welcome.js")
def script() -> Response:
    """What the page does."""
    return file("welcome.js", SCRIPT)


@router.get("/welcome.css")
def style() -> Response:
    """How the page looks."""
    return file("welcome.css", STYLE)
