"""The smallest valid things to test with: a telling, a case, a member of the cast."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from advisory.account_seal import changing
from advisory.account_seal import seal as seal_account
from advisory.browsers import roughly
from advisory.factors import marks, totp
from advisory.factors.kinds import Kind, content
from advisory.models import Account, Coverage, Factor, Membership, Post
from advisory.roles import KINDS, Role
from advisory.services import accounts
from advisory.services.deputies import name_deputy
from advisory.services.groups import give_groups
from advisory.session_acts import BEGUN
from advisory.sessions import SessionStore
from advisory.standing import Held, Standing, standing_of
from audit import record
from audit.actor import Actor, job
from audit.verbs import Verb
from cases import access, gate, seal
from cases.models import Case, CaseUserPermission, Event, Inquiry
from cases.models.case import Lock
from cases.models.event import EventKind
from cases.models.facts import CaseFacts, EventFacts, InquiryFacts, PersonFacts
from cases.services import lanes
from cases.services.events import happened
from cases.services.inquiries import log_inquiry
from cases.services.library_steps import Words, write
from cases.services.revisions import changing as changing_case
from cases.services.revisions import reseal
from cases.told import Told

SUITE = job("suite")
BACKEND = "advisory.sign_in.LookupBackend"


@dataclass
class Member:
    """One of the cast, as a test wants her: her account, her browser, her post."""

    name: str
    account: Account | None = None
    post: Post | None = None
    client: Client = field(default_factory=Client)

    @property
    def standing(self) -> Standing:
        """Her standing at this moment, asked anew each time."""
        assert self.account is not None, f"{self.name} has no account"
        return standing_of(self.account)

    @property
    def held(self) -> Held:
        return self.standing.posts[0]


# Of everybody's app here: nobody's telephone has it.
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def give_factor(account: Account) -> Factor:
    """An app for codes, as if she had set it up long ago: sealed and in the trail, without a letter."""
    made = Factor(account_id=account.pk, content=content(Kind.TOTP, secret=SECRET, last=0))
    with transaction.atomic():
        with changing(account.pk) as stored:
            made.save(force_insert=True)
        record.write(
            Verb.FACTOR_ADDED,
            actor=SUITE,
            chain=account.pk,
            subject=account.pk,
            objects=[made.pk],
            revision=stored.revision,
        )
    accounts.take_over(account, stored)
    return made


def code_now(secret: str = SECRET, *, steps: int = 0) -> str:
    """What her app shows now, or so many steps of half a minute later."""
    step = int(timezone.now().timestamp()) // totp.STEP_SECONDS + steps
    return str(format_hotp_value(hotp_value(secret, step)))


def sign_in(client: Client, account: Account, password: str, *, wanted: str = "") -> Any:
    """By the pages: the password, and the code of her app; what the last page answers."""
    told = {"login": account.email, "password": password, "next": wanted}
    first = client.post(reverse("account_login"), told)
    assert (first.status_code, first.headers["Location"]) == (302, reverse("mfa_authenticate"))
    return client.post(reverse("mfa_authenticate"), {"code": code_now()})


def factor_given(sender: object, request: HttpRequest, user: Account, **kwargs: Any) -> None:
    """The test client's `force_login` comes by no page: it has given the factor as well, if there is one."""
    factor = Factor.objects.filter(account=user).first()
    if not hasattr(request, "request_id") and factor is not None:
        marks.set_mark(request, factor_id=factor.pk)


# After the application's own receiver, which has marked the session as one without.
user_logged_in.connect(factor_given)


def member(name: str, role: Role, post: Post, **fields: Any) -> Member:
    """A made-up account that holds `post` in `role` and has a second factor, signed in with both."""
    assert KINDS[role] == post.kind
    account, factor = _standing_account(name, role, post, **fields)
    made = Member(name=name, account=account, post=post)
    _begin_session(made, [role.value], factor.pk)
    return made


def _standing_account(
    name: str, role: Role, post: Post, *, password: str | None = None, **fields: Any
) -> tuple[Account, Factor]:
    """As `create_account`, `start_membership` and `give_factor` leave it, one after the other, and as the
    trail tells it; but sealed once with all that belongs to it. Three changes of one account, each with the
    reads that a stranger's hand in between would need, took an eighth of the suite.
    """
    now = timezone.now()
    address = f"{name}-{uuid.uuid4().hex[:6]}@example.invalid"
    account = Account.new(name=name.title(), email=address, revision=3, last_login=now, **fields)
    account.set_password(password)
    membership = Membership.new(account=account, post=post, role=role.value, starts_at=now)
    factor = Factor(account_id=account.pk, content=content(Kind.TOTP, secret=SECRET, last=0))
    seal_account(account, [membership, factor])
    with transaction.atomic():
        for row in (account, membership, factor):
            row.save(force_insert=True)
        about: dict[str, Any] = {"actor": SUITE, "chain": account.pk, "subject": account.pk}
        record.write(Verb.ACCOUNT_CREATED, **about, first=True, revision=1)
        record.write(Verb.MEMBERSHIP_STARTED, **about, objects=[membership.pk, post.pk], revision=2)
        record.write(Verb.FACTOR_ADDED, **about, objects=[factor.pk], revision=3)
    return account, factor


def signed_in_anew(member: Member) -> None:
    """After a change of what she holds, which ends her sessions."""
    standing = member.standing
    _begin_session(member, [role.value for role in standing.roles], next(iter(standing.factors), None))


def _begin_session(member: Member, roles: list[str], factor_id: uuid.UUID | None) -> None:
    """What Django's `force_login` leaves behind, with the factor given; nobody asks first for tries or for
    sessions that there were.
    """
    assert member.account is not None
    account, request = member.account, HttpRequest()
    browser, system = roughly("")
    session = request.session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(account.pk), BACKEND
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session[BEGUN] = {"roles": sorted(roles), "browser": browser, "system": system}
    session.begin()
    marks.set_mark(request, factor_id=factor_id)
    record.alone(Verb.SIGNED_IN, actor=Actor(id=account.pk))
    session.create()
    member.client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)


def post(key: str) -> Post:
    """The post with this key of the reference data."""
    return next(row for row in Post.objects.all() if row.profile["key"] == key)


def covered(post: Post) -> set[str]:
    """Countries that an embassy's post covers or has covered."""
    return {row.profile["country"] for row in Coverage.objects.all() if row.post_id == post.pk}


def new_post(name: str = "Prøve", kind: str = "school", county: str = "Oslo") -> Post:
    """A post that is not in the reference data."""
    row = Post(
        valid_from=date(2008, 1, 1),
        profile={"kind": kind, "key": f"prove-{uuid.uuid4().hex[:8]}", "name": name, "county": county},
    )
    give_groups([row])
    row.save()
    return row


def told(**changes: Any) -> Told:
    """A pupil of 18–21 asks in person and fears a marriage in Pakistan.

    Not a child: the case of one is closed when the duties are assessed, see tests/cases/test_assessments.py.
    """
    plain = Told(
        received_on=date(2026, 6, 3),
        case=CaseFacts(kind="SAK", concern="TVE_FR", focus_country="PK", urgency="ORD"),
        inquiry=InquiryFacts(scheme="MR", channel="OPPM", asker="SELV", actions=frozenset({"RAD"})),
        persons=(PersonFacts(sex="K", age_group="18-21", background="PK", whereabouts="NOR"),),
        narrative="Eleven er redd for å bli giftet bort i ferien.",
    )
    # A test's own words, which the gate need not look at.
    return replace(plain, **changes | {"narrative": gate.ours(changes.get("narrative", plain.narrative))})


def case_facts(**changes: Any) -> CaseFacts:
    """Those of `told`, but for these."""
    return replace(told().case, **changes)


def event_facts(kind: EventKind = EventKind.NOTE) -> EventFacts:
    return EventFacts(kind=kind.value, seen_by="ALLE")


def give(case: Case, *holders: Post | Member, names: Sequence[str] = ("view",)) -> None:
    """Let posts and accounts see a case, as a hand-over will: grants with MACs, sealed with the case."""
    grants: list[seal.Grant] = []
    for one in holders:
        if isinstance(one, Post):
            grants += access.grants_for(case, [one.group_id], names)
        else:
            grants += [
                CaseUserPermission(
                    user=one.account,
                    permission_id=access.permission_id(name),
                    content_object=case,
                    opened_at=case.opened_at,
                )
                for name in names
            ]
    seal.seal_grants(case, grants)
    with transaction.atomic():
        for grant in grants:
            grant.save(force_insert=True)
        reseal(case.pk)


def ask(case: Case, post: Post, *, facts: InquiryFacts | None = None, narrative: str = "") -> Inquiry:
    """Ask another post about a case that was handed out, as a hand-over will: with a lane of its own."""
    lane = lanes.begun(
        case,
        post_id=post.pk,
        received_on=date(2026, 6, 4),
        facts=facts or InquiryFacts(scheme="KT"),
        narrative=gate.ours(narrative),
        submission=uuid.uuid4(),
        now=timezone.now(),
    )
    lane.save(force_insert=True)
    give(case, post, names=("view", "change"))
    return lane


def happens(
    by: Member, case: Case, kind: EventKind = EventKind.NOTE, *, lane: Inquiry | None = None, **said: Any
) -> Event:
    """Something that `by` writes down in her own lane of a case, or in this one."""
    opened = access.open_case(by.standing, case.pk)
    assert by.post is not None
    own = lane or next(one for one in opened.inquiries.all() if one.post_id == by.post.pk)
    with transaction.atomic():
        with changing_case(opened, revision=opened.revision):
            event = happened(
                opened,
                own,
                kind,
                post_id=by.post.pk,
                by=by.standing.account_id,
                **{"now": opened.changed_at, **said},
            )
        lanes.record_step(
            Verb.CASE_CHANGED, actor=by.standing.actor, case=opened, inquiry=own, fields=["events"]
        )
    return event


def unlocked(case: Case) -> Case:
    """The case with its key, past the door: for what stands in rows, whoever may see it."""
    case.lock = Lock(access._text_key(case))
    return case


def give_password(member: Member, password: str) -> Account:
    assert member.account is not None
    accounts.give_password(actor=SUITE, account=member.account, password=password)
    return member.account


def redate(member: Member, *, starts_at: datetime, ends_at: datetime | None) -> None:
    """Give the member's one membership another time, sealed, and in the trail."""
    assert member.account is not None
    with transaction.atomic():
        with changing(member.account.pk) as stored:
            stored.memberships.update(starts_at=starts_at, ends_at=ends_at)
        record.write(Verb.SEALED, actor=SUITE, chain=stored.pk, subject=stored.pk, revision=stored.revision)


def stands_in(deputy: Member, away: Member, *, days: int = 0) -> None:
    """`away` has named her deputy, from today and for so many days more."""
    assert away.account is not None
    assert away.post is not None
    assert deputy.account is not None
    today = timezone.localdate()
    name_deputy(
        standing=away.standing,
        away=away.account,
        post_id=away.post.pk,
        deputy=deputy.account,
        first=today,
        last=today + timedelta(days=days),
    )


def log_case(by: Member, **changes: Any) -> Case:
    """A case that `by` has logged at her post, handed out by the service."""
    case, _made = log_inquiry(
        standing=by.standing, held=by.held, told=told(**changes), submission=uuid.uuid4()
    )
    return case


def keep_advice(by: Member, *, show: bool = True, **changes: Any) -> uuid.UUID:
    """A piece of the team's library, written by one of the team; its id."""
    words = {
        "title": "Før en reise",
        "text": "Snakk med henne alene, og avtal et kodeord.",
        "concerns": ["TVE_FR"],
        "language": "nb",
    }
    return write(
        standing=by.standing, post_id=by.held.post_id, words=Words(**{**words, **changes}), show=show
    )
