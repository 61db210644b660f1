"""Every route and what it answers each of the cast: the table that the access tests read.

A route without a row fails the suite. Statuses are those of a plain request by that
person: GET, or POST without fields where a route takes nothing else. `case` stands for
a case that the adviser logged.
"""

from dataclasses import dataclass, field

WORKERS = ("adviser", "colleague", "elsewhere", "embassy", "coordinator", "representative")
OFFICE = ("statistician", "leader", "privacy", "administrator")
OUTSIDE = ("deactivated", "anonymous")
EVERYBODY = (*WORKERS, *OFFICE, *OUTSIDE)

# Things that are somebody's own.
OWNED = frozenset({"case", "draft", "factor", "session"})


@dataclass(frozen=True, slots=True)
class Row:
    """One route and verb. `args` name what the test makes: `case`, `draft`, `year`, `account`, `factor`,
    `session`, `membership`, `advice`, `event`.

    `foreign` and `absent` are what whoever `answers` lets in gets for the thing of somebody whom nobody of
    the cast has to do with, and for one that there is not. A foreign thing that is OWNED is as absent unless
    the row says otherwise; of the others one is as good as another. HEAD answers as GET does unless a row
    says otherwise; every other verb that has no row is refused.
    """

    route: str
    verb: str
    answers: dict[str, int]
    args: tuple[str, ...] = field(default=())
    foreign: int | None = None
    absent: int = 404


def answers(**groups: int) -> dict[str, int]:
    """Status by member: name a member or `workers`, `office`, `outside`, `everybody`; later names win."""
    found: dict[str, int] = {}
    members = {"workers": WORKERS, "office": OFFICE, "outside": OUTSIDE, "everybody": EVERYBODY}
    for name, status in groups.items():
        found |= dict.fromkeys(members.get(name, (name,)), status)
    return found


# To the log-in page.
AWAY = 302
OWN_FACTOR = answers(workers=404, office=404, outside=AWAY, adviser=200)
OWN_CASE = answers(workers=404, office=403, outside=AWAY, adviser=200, colleague=200)
OWN_CASE_DONE = answers(workers=404, office=403, outside=AWAY, adviser=302, colleague=302)
CASE_WORK = answers(workers=200, office=403, outside=AWAY)
STATISTICS = answers(
    workers=403, office=403, outside=AWAY, coordinator=200, representative=200, statistician=200, leader=200
)
EDITIONS = answers(workers=403, office=403, outside=AWAY, statistician=200)
NO_EDITION = EDITIONS | {"statistician": 404}
ACCOUNTS = answers(workers=403, office=403, outside=AWAY, administrator=200)
ACCOUNTS_DONE = ACCOUNTS | {"administrator": 302}
COORDINATION = answers(workers=403, office=403, outside=AWAY, coordinator=200)
LIBRARY_TEAM = answers(workers=403, office=403, outside=AWAY, coordinator=200, representative=200)
ABSENCE = answers(workers=200, office=403, outside=AWAY)
OTHERS_ABSENCE = answers(workers=403, office=403, outside=AWAY, coordinator=200, administrator=200)
TRAIL = answers(workers=403, office=403, outside=AWAY, privacy=200)

MATRIX: tuple[Row, ...] = (
    Row("start", "GET", answers(everybody=200, outside=AWAY)),
    Row("health_live", "GET", answers(everybody=200)),
    Row("health_ready", "GET", answers(everybody=200)),
    Row("set_language", "POST", answers(everybody=302)),
    # Whoever is signed in already is sent on from the log-in page.
    Row("account_login", "GET", answers(workers=302, office=302, outside=200)),
    # Without a word typed the form comes back.
    Row("account_login", "POST", answers(workers=302, office=302, outside=200)),
    # Without a link of ours: to the first page.
    Row("way_on", "GET", answers(everybody=302)),
    Row("account_logout", "GET", answers(workers=200, office=200, outside=AWAY)),
    Row("account_logout", "POST", answers(everybody=302)),
    # Nobody here is on her way in.
    Row("mfa_authenticate", "GET", answers(everybody=302)),
    Row("mfa_authenticate", "POST", answers(everybody=302)),
    # Without a passkey's answer: the page that says so.
    Row("passkey_sign_in", "POST", answers(everybody=200)),
    Row("passkey_challenge", "POST", answers(everybody=200)),
    Row("account_reauthenticate", "GET", answers(workers=200, office=200, outside=AWAY)),
    Row("account_reauthenticate", "POST", answers(workers=200, office=200, outside=AWAY)),
    # No identity provider is set here: there are no such pages.
    Row("oidc_sign_in", "GET", answers(everybody=404)),
    # Whoever she is, she leaves.
    Row("leave", "POST", answers(everybody=200)),
    Row("oidc_back", "GET", answers(everybody=404)),
    Row("oidc_link", "GET", answers(everybody=404, outside=AWAY)),
    Row("oidc_confirm", "GET", answers(everybody=404, outside=AWAY)),
    Row("oidc_confirm", "POST", answers(everybody=404, outside=AWAY)),
    Row("oidc_unlink", "POST", answers(everybody=404, outside=AWAY)),
    Row("factors", "GET", answers(workers=200, office=200, outside=AWAY)),
    Row("passkey_add", "GET", answers(workers=200, office=200, outside=AWAY)),
    Row("passkey_add", "POST", answers(workers=200, office=200, outside=AWAY)),
    Row("passkey_offer", "POST", answers(workers=200, office=200, outside=AWAY)),
    Row("app_add", "GET", answers(workers=200, office=200, outside=AWAY)),
    Row("app_add", "POST", answers(workers=200, office=200, outside=AWAY)),
    # Her own only: another's is not there.
    Row("factor_remove", "GET", OWN_FACTOR, ("factor",)),
    # It is the only one: back with the reason.
    Row("factor_remove", "POST", OWN_FACTOR | answers(adviser=302), ("factor",)),
    Row("codes_renew", "GET", answers(workers=200, office=200, outside=AWAY)),
    Row("codes_renew", "POST", answers(workers=302, office=302, outside=AWAY)),
    Row("codes_new", "GET", answers(workers=200, office=200, outside=AWAY)),
    # They are shown once, so not to nobody.
    Row("codes_new", "HEAD", answers(workers=405, office=405, outside=AWAY)),
    Row("session_list", "GET", answers(everybody=200, outside=AWAY)),
    # The adviser's own: nobody else's answers as if there were none.
    Row("session_end", "POST", answers(everybody=404, outside=AWAY, adviser=302), ("session",)),
    Row("session_end_others", "POST", answers(everybody=302)),
    Row("session_time", "GET", answers(everybody=200, outside=AWAY)),
    Row("session_time", "POST", answers(everybody=200, outside=AWAY)),
    Row("account", "GET", answers(workers=200, office=200, outside=AWAY)),
    Row("account", "POST", answers(workers=200, office=200, outside=AWAY)),
    Row("password_change", "GET", answers(workers=200, office=200, outside=AWAY)),
    Row("password_change", "POST", answers(workers=200, office=200, outside=AWAY)),
    # Without a link that lets in there is one answer.
    Row("invitation", "GET", answers(everybody=404)),
    Row("invitation", "POST", answers(everybody=404)),
    # Demo mode is off here: the page does not exist.
    Row("demo_sign_in", "GET", answers(everybody=404)),
    Row("demo_sign_in", "POST", answers(everybody=404)),
    *(
        Row(route, "GET", answers(workers=200, office=200, outside=AWAY))
        for route in (
            "help",
            "help_first",
            "help_recorded",
            "help_roles",
            "help_hand_over",
            "help_urgent",
            "help_screen",
            "help_counting",
            "help_new",
        )
    ),
    Row("case_list", "GET", CASE_WORK),
    Row("case_new", "GET", CASE_WORK),
    # A form without its answers comes back with what is missing.
    Row("case_new", "POST", CASE_WORK),
    Row("case_quick", "GET", CASE_WORK),
    Row("case_quick", "POST", CASE_WORK),
    Row("case_search", "GET", CASE_WORK),
    # With nothing to look for: all that she sees.
    Row("case_search", "POST", CASE_WORK),
    Row("case", "GET", OWN_CASE, ("case",)),
    # Her own name for it; without one typed the form comes back.
    Row("case_name", "GET", OWN_CASE, ("case",)),
    Row("case_name", "POST", OWN_CASE, ("case",)),
    Row("case_seen", "GET", OWN_CASE, ("case",)),
    Row("case_change", "GET", OWN_CASE, ("case",)),
    Row("case_change", "POST", OWN_CASE, ("case",)),
    Row("case_close", "GET", OWN_CASE, ("case",)),
    Row("case_close", "POST", OWN_CASE, ("case",)),
    *(
        # Without answers the form comes back.
        Row(route, verb, OWN_CASE, ("case",))
        for route in ("case_assess", "case_journey", "case_checklist", "case_contact")
        for verb in ("GET", "POST")
    ),
    Row("journeys", "GET", CASE_WORK),
    Row("case_gaps", "GET", CASE_WORK),
    Row("queue_list", "GET", CASE_WORK),
    Row("case_claim", "POST", OWN_CASE_DONE, ("case",)),
    Row("case_let_go", "POST", OWN_CASE_DONE, ("case",)),
    # The case is open: back to its page with the reason.
    Row("case_reopen", "POST", OWN_CASE_DONE, ("case",)),
    Row("case_status", "GET", OWN_CASE, ("case",)),
    # Without a status the form comes back.
    Row("case_status", "POST", OWN_CASE, ("case",)),
    Row("case_send", "GET", OWN_CASE, ("case",)),
    Row("case_send", "POST", OWN_CASE, ("case",)),
    Row("case_asked", "GET", OWN_CASE, ("case",)),
    # Nothing was asked: back to the case.
    Row("case_asked", "POST", OWN_CASE_DONE, ("case",)),
    Row("case_answer", "GET", OWN_CASE_DONE, ("case",)),
    Row("case_answer", "POST", OWN_CASE_DONE, ("case",)),
    Row("case_message", "GET", OWN_CASE, ("case",)),
    Row("case_message", "POST", OWN_CASE, ("case",)),
    # A case that the team does not see.
    Row(
        "case_keep_advice",
        "GET",
        LIBRARY_TEAM | answers(coordinator=404, representative=404),
        ("case", "event"),
    ),
    *(
        # Without answers the form comes back.
        Row(route, verb, OWN_CASE, ("case",))
        for route in ("case_act", "case_task")
        for verb in ("GET", "POST")
    ),
    *(
        # Nothing is planned: back to the case.
        Row(route, verb, OWN_CASE_DONE, ("case",))
        for route in ("case_task_end", "case_follow_up")
        for verb in ("GET", "POST")
    ),
    Row("case_course", "GET", OWN_CASE, ("case",)),
    Row("library", "GET", CASE_WORK),
    # With nothing to look for: all of it.
    Row("library", "POST", CASE_WORK),
    *(
        # Without words the form comes back.
        Row(route, verb, LIBRARY_TEAM, args)
        for route, args in (("advice_new", ()), ("advice", ("advice",)))
        for verb in ("GET", "POST")
    ),
    Row("case_matter", "GET", OWN_CASE, ("case",)),
    # Nothing is said: the page comes back.
    Row("case_matter", "POST", OWN_CASE, ("case",)),
    Row("case_hold", "GET", OWN_CASE, ("case",)),
    # Without a day and a reason the form comes back.
    Row("case_hold", "POST", OWN_CASE, ("case",)),
    # It is not held back: to its page with the reason.
    Row("case_release", "POST", OWN_CASE_DONE, ("case",)),
    Row("case_keep_out", "GET", OWN_CASE, ("case",)),
    # Without a person and a reason the form comes back.
    Row("case_keep_out", "POST", OWN_CASE, ("case",)),
    # Nobody was let in: to its page with the reason.
    Row("case_glass_end", "POST", OWN_CASE_DONE, ("case",)),
    Row("glass", "GET", answers(workers=200, office=403, outside=AWAY, representative=403)),
    Row("glass", "POST", answers(workers=200, office=403, outside=AWAY, representative=403)),
    Row("coordination", "GET", COORDINATION),
    Row("coordination", "POST", COORDINATION),
    Row("routing_rules", "GET", COORDINATION),
    # Without a button's word the page comes back.
    Row("routing_rules", "POST", COORDINATION),
    Row("routing_version", "GET", COORDINATION, ("version",)),
    # She has no draft: to the rules in force.
    *(
        Row(route, verb, COORDINATION | answers(coordinator=302), args, absent=302)
        for route, args in (("routing_draft", ()), ("routing_rule", ("place",)), ("routing_trial", ()))
        for verb in ("GET", "POST")
    ),
    Row("absence", "GET", ABSENCE),
    Row("absence", "POST", ABSENCE),
    Row("absence_of_others", "GET", OTHERS_ABSENCE),
    Row("absence_of_others", "POST", OTHERS_ABSENCE),
    Row("trail_glass", "GET", TRAIL),
    Row("trail_likeness", "GET", TRAIL),
    # Nothing is named: back to the page.
    Row("trail_glass", "POST", answers(workers=403, office=403, outside=AWAY, privacy=302)),
    # No text is sent.
    Row("text_check", "POST", answers(workers=400, office=400, outside=AWAY)),
    Row("draft_save", "POST", answers(workers=400, office=403, outside=AWAY)),
    Row("draft_discard", "POST", answers(workers=404, office=403, outside=AWAY, adviser=302), ("draft",)),
    # On to the newest year.
    Row(
        "statistics",
        "GET",
        STATISTICS | answers(coordinator=302, representative=302, statistician=302, leader=302),
    ),
    Row("statistics_year", "GET", STATISTICS, ("year",)),
    Row("statistics_series", "GET", STATISTICS),
    Row("work_figures", "GET", STATISTICS),
    Row("work_figures_year", "GET", STATISTICS, ("year",)),
    Row("statistics_question", "GET", STATISTICS),
    # Without anything chosen the form comes back.
    Row("statistics_question", "POST", STATISTICS),
    Row("edition_list", "GET", EDITIONS),
    # Without a year and a reason the form comes back.
    Row("edition_list", "POST", EDITIONS),
    # None was made yet.
    Row("edition", "GET", NO_EDITION, ("number",)),
    Row("edition", "POST", NO_EDITION, ("number",)),
    Row("edition_bundle", "GET", NO_EDITION, ("number",)),
    Row("edition_px", "GET", NO_EDITION, ("number", "table")),
    Row("edition_file", "GET", NO_EDITION, ("number", "language", "name")),
    Row("workload", "GET", answers(workers=403, office=403, outside=AWAY, coordinator=200, leader=200)),
    Row("rights", "GET", answers(workers=200, office=200, outside=AWAY)),
    Row("trail_week", "GET", TRAIL),
    # Of any account; of one that there is not, that there is nothing.
    Row("trail_account", "GET", TRAIL, ("account",), absent=200),
    Row("retention", "GET", TRAIL),
    Row("retention", "POST", TRAIL),
    Row("administration", "GET", ACCOUNTS),
    Row("administration_posts", "GET", ACCOUNTS),
    Row("account_invite", "GET", ACCOUNTS),
    # Without a name and a post the form comes back.
    Row("account_invite", "POST", ACCOUNTS),
    Row("administered_account", "GET", ACCOUNTS, ("account",)),
    Row("account_change", "GET", ACCOUNTS, ("account",)),
    # Without a name and an address the form comes back.
    Row("account_change", "POST", ACCOUNTS, ("account",)),
    *(
        Row(route, verb, ACCOUNTS if verb == "GET" else ACCOUNTS_DONE, ("account",))
        for route in ("account_invite_again", "account_reset", "account_sign_out")
        for verb in ("GET", "POST")
    ),
    # Whose account it was is out from then on.
    Row("account_deactivate", "GET", ACCOUNTS, ("account",)),
    Row("account_deactivate", "POST", ACCOUNTS_DONE, ("account",)),
    Row("account_reactivate", "GET", ACCOUNTS, ("account",)),
    # It is in use: the page says so.
    Row("account_reactivate", "POST", ACCOUNTS, ("account",)),
    Row("post_give", "GET", ACCOUNTS, ("account",)),
    Row("post_give", "POST", ACCOUNTS, ("account",)),
    Row("post_end", "GET", ACCOUNTS, ("membership",)),
    Row("post_end", "POST", ACCOUNTS_DONE, ("membership",)),
    # By its number: the privacy officer learns nothing of whether there is such a case.
    Row("trail_case", "GET", TRAIL, ("case",), foreign=200, absent=200),
)
