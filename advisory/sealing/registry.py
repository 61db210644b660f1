"""Every sealed column there is. A field that is not listed here refuses to load.

`lock` says which key seals it: `house` (staff and places), `factors` (second factors; fixed length),
`facts` (coded facts; fixed length), `segments` (facts of many cases, packed to be counted) or `case` (texts,
with the key of their case). A retired column stays
listed, and says so, for old migrations name it. `schema` goes into the associated data. A column of text
takes what came by the gate alone (cases/gate.py), unless `ungated` says why any text may stand in it.
"""

from dataclasses import dataclass
from typing import Literal

from advisory.sealing.errors import UnregisteredSeal

Lock = Literal["house", "factors", "facts", "segments", "case"]


@dataclass(frozen=True, slots=True)
class Registered:
    lock: Lock
    schema: int = 1
    # No model has it any more.
    retired: bool = False
    # Why a text that came by no gate may be sealed here.
    ungated: str = ""


LETTER = "to somebody who works here: her address, and sentences of our own"
RULE_DRAFT = (
    "her own alone, by forms that are guarded; the reason comes by the gate when the rules come into force"
)
DRAFT = "whatever was typed is not lost; her own alone, for 14 days, and saved as a case it comes by the gate"

SEALED: dict[str, Registered] = {
    "advisory.Account.profile": Registered("house"),
    "advisory.Agency.profile": Registered("house"),
    "advisory.Post.profile": Registered("house"),
    "advisory.Membership.profile": Registered("house"),
    "advisory.Coverage.profile": Registered("house"),
    "advisory.Letter.content": Registered("house", ungated=LETTER),
    "advisory.Factor.content": Registered("factors"),
    "cases.Case.facts": Registered("facts"),
    "cases.Person.facts": Registered("facts"),
    "cases.Inquiry.facts": Registered("facts"),
    "cases.Inquiry.narrative": Registered("case"),
    "cases.Event.facts": Registered("facts"),
    "cases.Event.text": Registered("case"),
    "cases.Ruling.reason": Registered("case"),
    "cases.Ruling.end_reason": Registered("case"),
    "cases.Draft.content": Registered("house", ungated=DRAFT),
    "cases.RetentionPeriod.said": Registered("house"),
    "cases.RuleSet.said": Registered("house"),
    "cases.RuleDraft.content": Registered("house", ungated=RULE_DRAFT),
    "cases.Edition.said": Registered("house"),
    "cases.EditionStep.said": Registered("house"),
    "cases.Advice.said": Registered("house"),
    "cases.CaseName.said": Registered("house"),
    "cases.MatterCode.said": Registered("house"),
    "cases.MatterLink.said": Registered("house"),
    "cases.Segment.content": Registered("segments"),
}

# Sealed without a sealed field, by the code that keeps them, and why.
HAND_SEALED: dict[str, str] = {
    "audit.Entry.origin": "sealed by advisory/origin.py under the MAC root, bound to request and actor",
    "audit.Summary.sealed": "sealed by audit/summaries.py under the MAC root, bound to its run",
    "advisory.StoredSession.content": "sealed by the session store, bound to the digest of its cookie",
    "advisory.StoredSession.last_use": "sealed by the session store, bound to the digest of its cookie",
    "advisory.Epoch.wrapped": "an epoch's key, wrapped by the keyring, which no field reaches",
    "cases.CaseKey.wrapped": "a case's key, wrapped under the epoch, bound to its row and its case",
}

# Of these, what opens with no epoch's key.
NOT_UNDER_EPOCHS = frozenset({"audit.Entry.origin", "audit.Summary.sealed", "advisory.Epoch.wrapped"})

# MACs under an epoch's sub-key `seals` that stand in columns of their own, and what each binds.
SEALS: dict[str, str] = {
    "advisory.Account.seal": "an account with its memberships and second factors",
    "advisory.Agency.seal": "the row",
    "advisory.Post.seal": "the row",
    "advisory.Coverage.seal": "the row",
    "cases.Case.seal": "a case with every row of it",
    "cases.CaseGroupPermission.seal": "a post's grant",
    "cases.CaseUserPermission.seal": "an account's grant",
}


def in_use() -> frozenset[str]:
    """The registered columns that a model must have."""
    return frozenset(label for label, entry in SEALED.items() if not entry.retired)


def registered(label: str) -> Registered:
    """The entry of `app.Model.field`. Raises UnregisteredSeal."""
    try:
        return SEALED[label]
    except KeyError:
        raise UnregisteredSeal(
            f"{label} is a sealed field but is not listed in advisory/sealing/registry.py."
        ) from None
