"""Which draft a page speaks of, where one goes on with it on another machine: by whose hand it is newest."""

import secrets
import uuid

from advisory.http import AdviserRequest
from cases.forms.fields import id_from
from cases.services.drafts import is_newer_elsewhere, kept_in

# In the session: what it is called as a writer of drafts, and the states of other sessions' drafts that it
# opened last.
WRITER, SEEN, MOST_SEEN = "writer", "drafts_seen", 20


def writer(request: AdviserRequest) -> str:
    """What this session is called; by another id of the same session, too."""
    if WRITER not in request.session:
        request.session[WRITER] = secrets.token_hex(8)
    return str(request.session[WRITER])


def submission_in(request: AdviserRequest) -> uuid.UUID | None:
    """The id under which what is sent is kept or saved; None where the page sends none that is an id."""
    sent = id_from(request.POST.get("submission"))
    if sent is None:
        return None
    mine, seen = request.session.get(WRITER, ""), request.session.get(SEEN, {}).get(str(sent), "")
    if not is_newer_elsewhere(account_id=request.user.pk, draft_id=sent, writer=mine, seen=seen):
        return sent
    # Always the same of this session's own.
    return uuid.uuid5(sent, writer(request))


def opened(
    request: AdviserRequest, draft_id: uuid.UUID, case_id: uuid.UUID | None = None
) -> dict[str, list[str]]:
    """What was typed, to be gone on with here. Raises NotYours as `kept_in` does."""
    kept = kept_in(account_id=request.user.pk, draft_id=draft_id, case_id=case_id)
    if kept.writer and kept.writer != request.session.get(WRITER):
        seen = {**request.session.get(SEEN, {}), str(draft_id): kept.revision}
        request.session[SEEN] = dict(list(seen.items())[-MOST_SEEN:])
    return kept.typed
