"""Every column of a case, a grant, an account, a membership and a place is under a seal, or says why not."""

import pytest
from django.db import models

from advisory import account_seal
from advisory.models import Account, Agency, Coverage, Factor, Membership, Post
from advisory.sealing import row_seal
from cases import seal
from cases.models import (
    Case,
    CaseGroupPermission,
    CaseKey,
    CaseUserPermission,
    Event,
    Inquiry,
    Person,
    Ruling,
    StatusChange,
)

OWNER = "rows are asked for by it: pointed elsewhere, the row is missing here and one too many there"
SEAL = "is the seal"
DRAWN = "a number that the database draws; nothing points at it"
# Not among the columns that are bound, but no row can be moved by it without being missed.
ASKED_FOR = {
    "CaseKey.case_id": OWNER,
    "Person.case_id": OWNER,
    "Inquiry.case_id": OWNER,
    "Ruling.case_id": OWNER,
    "Event.case_id": OWNER,
    "CaseGroupPermission.content_object_id": OWNER,
    "CaseUserPermission.content_object_id": OWNER,
    "Case.seal": SEAL,
    "Account.seal": SEAL,
    "Agency.seal": SEAL,
    "Post.seal": SEAL,
    "Coverage.seal": SEAL,
}
# Bound by nothing.
FREE = {
    "Case.uncounted_from": "whether it is counted from its rows; verify_seals recounts what is not",
    "CaseGroupPermission.id": DRAWN,
    "CaseUserPermission.id": DRAWN,
    "CaseGroupPermission.seal": "is the grant's own, for lists; the case's seal binds the grant without it",
    "CaseUserPermission.seal": "is the grant's own, for lists; the case's seal binds the grant without it",
    "Account.last_login": "told to nobody, asked by nothing; Django writes it at each sign-in",
    "Account.language": "what she reads pages in; she changes it herself",
    "Account.created_at": "told to nobody, asked by nothing",
}
BOUND = {
    Case: seal.VERSIONS[seal.VERSION],
    CaseKey: seal.VERSIONS[seal.VERSION],
    Person: seal.VERSIONS[seal.VERSION],
    Inquiry: seal.VERSIONS[seal.VERSION],
    StatusChange: seal.VERSIONS[seal.VERSION],
    CaseGroupPermission: seal.VERSIONS[seal.VERSION],
    CaseUserPermission: seal.VERSIONS[seal.VERSION],
    Ruling: seal.VERSIONS[seal.VERSION],
    Event: seal.VERSIONS[seal.VERSION],
    Account: account_seal.VERSIONS[account_seal.VERSION],
    Membership: account_seal.VERSIONS[account_seal.VERSION],
    Factor: account_seal.VERSIONS[account_seal.VERSION],
    Agency: row_seal.VERSIONS[row_seal.VERSION],
    Post: row_seal.VERSIONS[row_seal.VERSION],
    Coverage: row_seal.VERSIONS[row_seal.VERSION],
}


@pytest.mark.parametrize("model", BOUND, ids=lambda model: model.__name__)
def test_every_column_is_bound_or_says_why_not(model: type[models.Model]) -> None:
    name = model.__name__
    there = {field.attname for field in model._meta.concrete_fields}
    bound = set(BOUND[model][name])
    excused = {one.partition(".")[2] for one in (*ASKED_FOR, *FREE) if one.startswith(f"{name}.")}
    assert bound.isdisjoint(excused)
    assert bound | excused == there


@pytest.mark.parametrize("model", [CaseGroupPermission, CaseUserPermission], ids=lambda model: model.__name__)
def test_a_grants_own_mac_binds_all_of_it(model: type[models.Model]) -> None:
    there = {field.attname for field in model._meta.concrete_fields}
    assert set(seal.GRANT_VERSIONS[seal.VERSION][model.__name__]) == there - {"id", "seal"}
    assert seal.GRANT_VERSIONS[seal.VERSION]["Case"] == ("grants_version", "kept_out")


def test_every_model_of_a_case_is_in_its_seal() -> None:
    """Whatever points at a case or at one of its rows belongs to it, and is asked for by `seal.whole`."""
    related = {
        one.related_model
        for model in (Case, Inquiry, Person, CaseKey)
        for one in model._meta.related_objects
        if one.related_model is not None
    }
    assert {model.__name__ for model in related} | {"Case"} == set(seal.VERSIONS[seal.VERSION])  # type: ignore[union-attr]
