"""/problems/{kind}: what a problem document's `type` points to, in a few words."""

from fastapi import APIRouter
from starlette.responses import PlainTextResponse

from api.problems import STATUS, TITLES, not_found

router = APIRouter(prefix="/problems", include_in_schema=False)

WORDS = {
    "unreadable": "The body is no JSON, or breaks off. Nothing was done. Send it whole.",
    "sign-in-required": (
        "Nobody may do this without saying who they are. Send a token (Authorization: Bearer ...) "
        "or sign in; a token or session that is over, or was taken back, counts as none."
    ),
    "forbidden": (
        "You are known, and your roles, or your token's scopes, do not include this. The detail "
        "names the right that is needed and the roles that have it."
    ),
    "not-found": (
        "There is nothing with this id, or it belongs to a client that is not yours to see; both "
        "are answered alike, on purpose."
    ),
    "method-not-allowed": "The address exists; the header Allow names what it can be asked.",
    "not-acceptable": "The forms in which this can be given are named in the detail.",
    "conflict": (
        "It contradicts what is stored: a name that is taken, an Idempotency-Key that came with "
        "another request, a step that is not open any more. Nothing was done."
    ),
    "stale": (
        "Somebody changed it since you read it. Read it again, look at what is there now, and send "
        "your change with the new ETag in If-Match. Nothing was overwritten."
    ),
    "too-large": "Bodies and uploads have limits, which the detail names. Nothing was kept.",
    "unsupported": "The Content-Type is none that this address understands.",
    "invalid": (
        "Every place that is not right stands in `errors`: `pointer` leads to it in the body (or "
        "names the parameter or header), `expected` says what would be right. Nothing was done."
    ),
    "version-required": (
        "A change says from which version it was made: read it first, and send the ETag you were "
        "given in If-Match."
    ),
    "too-many-requests": "Wait for as many seconds as the header Retry-After says.",
    "too-slow": "The body took too long to arrive. Nothing was kept; send it again.",
    "failed": (
        "The fault is ours. It was written down under the number in `instance`; nothing was half "
        "done. Sending the request again with the same Idempotency-Key is safe."
    ),
    "unavailable": "Something it needs does not answer now. Try again in a moment.",
}
"""What each kind of problem means and what to do about it."""


@router.get("/{kind}")
def explain(kind: str) -> PlainTextResponse:
    """What it means, and what to do."""
    if kind not in TITLES:
        raise not_found("kind of problem")
    return PlainTextResponse(f"{TITLES[kind]} ({STATUS[kind]})\n\n{WORDS[kind]}\n")
