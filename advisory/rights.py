"""What each role may do, in one table: sets of roles, rules of pages and the printed table follow from it.

A role that a row does not name may not. Data and words alone; what a consulted agency sees of a case
stands in cases/field_views.py.
"""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(StrEnum):
    ADVISER = "adviser"
    EMBASSY = "embassy"
    COORDINATOR = "coordinator"
    REPRESENTATIVE = "representative"
    STATISTICS = "statistics"
    UNIT_LEADER = "unit_leader"
    PRIVACY = "privacy"
    ADMINISTRATOR = "administrator"


class Act(StrEnum):
    """Something that a role may do or not. The value names the rule of the pages where it is done."""

    SEE_CASES = "see cases"
    LOG = "log an inquiry"
    CHANGE = "change a case"
    CLOSE = "close a case"
    SEND = "ask another post"
    LINK = "link cases of one matter"
    URGENT = "urgent hour"
    JOURNEYS = "planned journeys"
    HOLD = "hold back erasing"
    WHO_HAS_SEEN = "who has seen a case"
    DEPUTY = "name a deputy"
    DEPUTY_FOR_OTHERS = "name a deputy for another"
    LOCK_OUT = "lock somebody out of a case"
    BREAK_GLASS = "break the glass"
    COORDINATE = "coordinate"
    DRAFT_RULES = "draft rules of routing"
    DECIDE_RULES = "decide rules of routing"
    STATISTICS = "statistics"
    EDITIONS = "editions"
    READ_ADVICE = "read advice"
    WRITE_ADVICE = "write advice"
    WORKLOAD = "workload"
    TRAIL = "review the trail"
    RETENTION = "retention"
    ACCOUNTS = "accounts"


class Limit(StrEnum):
    """How far a yes goes."""

    POSTS_CASES = "the post's cases"
    AGENCYS_PART = "the agency's part"
    AT_POST = "at a post"
    POSTS_PART = "the post's part"
    COVERED = "countries covered"
    OWN_PART = "own part"
    WITHOUT_NAMES = "without names"
    OWN_ABSENCE = "own absence"
    REASONED = "reasoned"
    TOTALS = "totals"
    COUNTS = "counts"
    TEAMS_COUNTS = "the team's counts"
    BY_NUMBER = "by number"
    PERIODS = "periods"
    LIBRARY = "library"
    DRAFTS_TOO = "drafts too"
    NO_CASE = "no case"


ACTS: dict[Act, Promise] = {
    Act.SEE_CASES: _("See cases"),
    Act.LOG: _("Log an inquiry"),
    Act.CHANGE: _("Change what was told, record what was done, and plan tasks"),
    Act.CLOSE: _("Close a case, follow it up, and open it again"),
    Act.SEND: _("Ask another post about a case, let it take the case over, and answer one that asks"),
    Act.LINK: _("Tell and use matter codes: link a case to another about the same matter, and unlink it"),
    Act.URGENT: _("Record risk, duties, a journey and a safe contact"),
    Act.JOURNEYS: _("See planned journeys by week and country"),
    Act.HOLD: _("Put off that a case is erased"),
    Act.WHO_HAS_SEEN: _("See who has seen a case"),
    Act.DEPUTY: _("Name a deputy"),
    Act.DEPUTY_FOR_OTHERS: _("Name a deputy for somebody else"),
    Act.LOCK_OUT: _("Lock somebody out of a case for a conflict of interest"),
    Act.BREAK_GLASS: _("Open the case of another post in an emergency"),
    Act.COORDINATE: _("Pass on what a post left behind; lock somebody out of a case, and let her back"),
    Act.DRAFT_RULES: _("See the rules of routing, and work on new ones"),
    Act.DECIDE_RULES: _("Try new rules of routing on recent cases, and put them into force"),
    Act.STATISTICS: _("See the year's figures and how the work goes, and ask the statistics"),
    Act.EDITIONS: _("Publish an edition of the figures"),
    Act.READ_ADVICE: _("Read and search the team's library of advice"),
    Act.WRITE_ADVICE: _("Write advice for the library, and take it out"),
    Act.WORKLOAD: _("See the workload of each post"),
    Act.TRAIL: _("Review who has read what"),
    Act.RETENTION: _("Decide how long cases are kept"),
    Act.ACCOUNTS: _("Manage accounts and posts"),
}

LIMITS: dict[Limit, Promise] = {
    Limit.POSTS_CASES: _("cases of a post one holds"),
    Limit.AGENCYS_PART: _("cases of a post one holds; of a case that began elsewhere, what the agency needs"),
    Limit.AT_POST: _("at a post one holds"),
    Limit.POSTS_PART: _("where a post one holds has a part in the case"),
    Limit.COVERED: _("in cases of a post one holds, to countries that it covers"),
    Limit.OWN_PART: _("what one's own post was asked, told and did"),
    Limit.WITHOUT_NAMES: _("in a case that began elsewhere, other posts without names"),
    Limit.OWN_ABSENCE: _("for the time one is away"),
    Limit.REASONED: _("with a reason, for a short time; the post and the privacy officer are told"),
    Limit.TOTALS: _("totals alone, never a case and never a text"),
    Limit.COUNTS: _("numbers of cases alone, never what they are about"),
    Limit.TEAMS_COUNTS: _("at the team's own posts: numbers of cases alone, never what they are about"),
    Limit.BY_NUMBER: _("a case by its number alone, never what it is about"),
    Limit.PERIODS: _("for all cases, or one by its number, never what it is about"),
    Limit.LIBRARY: _("what the team has put in, which tells nothing of a case; no drafts"),
    Limit.DRAFTS_TOO: _("drafts too, and what was taken out; nothing in it tells of a case"),
    Limit.NO_CASE: _("never a case, never somebody's password"),
}

# Whoever holds a post at which cases are worked on.
_WORKERS = (Role.ADVISER, Role.EMBASSY, Role.COORDINATOR, Role.REPRESENTATIVE)
_TEAM = (Role.COORDINATOR, Role.REPRESENTATIVE)
_OWNERS = (Role.ADVISER, Role.EMBASSY, Role.COORDINATOR)


def _all(roles: tuple[Role, ...], limit: Limit) -> dict[Role, Limit]:
    return dict.fromkeys(roles, limit)


RIGHTS: dict[Act, dict[Role, Limit]] = {
    Act.SEE_CASES: _all(_OWNERS, Limit.POSTS_CASES) | {Role.REPRESENTATIVE: Limit.AGENCYS_PART},
    Act.LOG: _all(_WORKERS, Limit.AT_POST),
    Act.CHANGE: _all(_OWNERS, Limit.POSTS_PART) | {Role.REPRESENTATIVE: Limit.OWN_PART},
    Act.CLOSE: _all(_WORKERS, Limit.POSTS_PART),
    Act.SEND: _all(_WORKERS, Limit.POSTS_PART),
    Act.LINK: _all(_WORKERS, Limit.POSTS_PART),
    Act.URGENT: _all(_OWNERS, Limit.POSTS_PART) | {Role.REPRESENTATIVE: Limit.OWN_PART},
    Act.JOURNEYS: _all((Role.ADVISER, Role.COORDINATOR), Limit.POSTS_CASES)
    | {Role.EMBASSY: Limit.COVERED, Role.REPRESENTATIVE: Limit.AGENCYS_PART},
    Act.HOLD: _all(_WORKERS, Limit.POSTS_CASES),
    Act.WHO_HAS_SEEN: _all(_OWNERS, Limit.POSTS_CASES) | {Role.REPRESENTATIVE: Limit.WITHOUT_NAMES},
    Act.DEPUTY: _all(_WORKERS, Limit.OWN_ABSENCE),
    Act.DEPUTY_FOR_OTHERS: _all((Role.COORDINATOR, Role.ADMINISTRATOR), Limit.NO_CASE),
    # A representative too: whoever knows the person it concerns must be able to say so.
    Act.LOCK_OUT: _all(_WORKERS, Limit.POSTS_CASES),
    # An emergency reaches whoever the girl can reach: an adviser at another school, an embassy, the team's
    # telephone. It is not asked whose country it is about, for the answer would tell that. Representatives
    # of agencies get each case from the coordinator, who can.
    Act.BREAK_GLASS: _all(_OWNERS, Limit.REASONED),
    Act.COORDINATE: {Role.COORDINATOR: Limit.BY_NUMBER},
    Act.DRAFT_RULES: {Role.COORDINATOR: Limit.NO_CASE},
    Act.DECIDE_RULES: {Role.COORDINATOR: Limit.COUNTS},
    Act.STATISTICS: _all(
        (Role.COORDINATOR, Role.REPRESENTATIVE, Role.STATISTICS, Role.UNIT_LEADER), Limit.TOTALS
    ),
    Act.EDITIONS: {Role.STATISTICS: Limit.TOTALS},
    # The team's product for the field: whoever works on cases reads it, and the team alone writes it.
    Act.READ_ADVICE: _all((Role.ADVISER, Role.EMBASSY), Limit.LIBRARY) | _all(_TEAM, Limit.DRAFTS_TOO),
    Act.WRITE_ADVICE: _all(_TEAM, Limit.DRAFTS_TOO),
    # Who sends cases on to the representatives must see how much each has in hand.
    Act.WORKLOAD: {Role.UNIT_LEADER: Limit.COUNTS, Role.COORDINATOR: Limit.TEAMS_COUNTS},
    Act.TRAIL: {Role.PRIVACY: Limit.BY_NUMBER},
    Act.RETENTION: {Role.PRIVACY: Limit.PERIODS},
    Act.ACCOUNTS: {Role.ADMINISTRATOR: Limit.NO_CASE},
}

# Asked for the second factor again before anything of these is done: each gives or takes a right, or says
# whom cases go to from then on.
STEP_UP = frozenset(
    {
        Act.BREAK_GLASS,
        Act.ACCOUNTS,
        Act.DEPUTY,
        Act.DEPUTY_FOR_OTHERS,
        Act.COORDINATE,
        Act.DECIDE_RULES,
    }
)
# Settled and not there yet: no page has them. A test holds this to the routes.
LATER: frozenset[Act] = frozenset()


def limit_of(role: Role, act: Act) -> Limit | None:
    """How far this role may; None where it may not."""
    return RIGHTS[act].get(role)


def roles_that(act: Act) -> frozenset[Role]:
    """Every role that may, within whatever limit."""
    return frozenset(RIGHTS[act])
