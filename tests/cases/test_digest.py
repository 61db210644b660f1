"""`manage.py digest`: a letter in the morning, once a day, where something waits and morning has come."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management.base import CommandError

from advisory.models import Letter, Post
from advisory.roles import Role
from advisory.services.accounts import deactivate_account
from audit.verify import verify
from cases import access
from cases.services.keeping_out import keep_out
from tests import factories
from tests.cases.snapshots import at_once
from tests.cases.waiting import (
    MINUTE,
    TUESDAY,
    asked,
    at,
    killed_at_each_statement,
    letters,
    logged,
    run,
    written_to,
)
from tests.factories import Member
from tests.security.tampering import key, update

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def morning(moment: datetime) -> int:
    """How many letters are new."""
    before = Letter.objects.count()
    with at(moment):
        run("digest")
    return Letter.objects.count() - before


def test_it_comes_in_the_morning_of_the_day_on_which_something_is_due_and_every_working_day_after(
    adviser: Member, colleague: Member, elsewhere: Member, coordinator: Member
) -> None:
    with at(TUESDAY + HOUR):
        logged(adviser)
    # Due on Wednesday at nine: nothing on Tuesday, and nothing before eight.
    assert morning(TUESDAY + 2 * HOUR) == 0
    assert morning(TUESDAY + DAY - MINUTE) == 0
    assert morning(TUESDAY + DAY) == 2
    assert letters() == written_to(adviser, colleague)
    # Once a day, however often it runs, and not after the morning.
    for minutes in range(30, 600, 30):
        assert morning(TUESDAY + DAY + minutes * MINUTE) == 0
    assert morning(TUESDAY + 2 * DAY + 3 * HOUR) == 0
    assert [morning(TUESDAY + day * DAY) for day in range(2, 8)] == [2, 2, 0, 0, 2, 2]


def test_a_late_letter_keeps_none_of_the_next_day_back(adviser: Member) -> None:
    with at(TUESDAY - DAY):
        logged(adviser)
    assert morning(TUESDAY + 3 * HOUR - MINUTE) == 1
    assert morning(TUESDAY + DAY) == 1


def test_morning_is_where_the_post_is(adviser: Member, embassy: Member) -> None:
    assert embassy.post is not None
    with at(TUESDAY - 7 * DAY):
        asked(logged(adviser), adviser, embassy.post)
    zone = ZoneInfo("Asia/Karachi")
    three = TUESDAY - 3 * HOUR
    assert three.astimezone(zone).hour == 8
    assert morning(three - MINUTE) == 0
    assert morning(three) == 1
    assert letters() == written_to(embassy)
    assert morning(TUESDAY) == 1


def test_sunday_is_a_working_day_in_amman_and_friday_is_not(adviser: Member) -> None:
    amman = factories.member("amman", Role.EMBASSY, factories.post("amman"))
    assert amman.post is not None
    with at(TUESDAY - 7 * DAY):
        asked(logged(adviser), adviser, amman.post)
    eight = TUESDAY - HOUR
    found = {(eight + day * DAY).strftime("%a"): morning(eight + day * DAY) for day in range(7)}
    assert found == {"Tue": 1, "Wed": 1, "Thu": 1, "Fri": 0, "Sat": 0, "Sun": 1, "Mon": 1}


def test_who_is_shut_out_of_all_that_waits_gets_none(adviser: Member, colleague: Member) -> None:
    assert colleague.account is not None
    with at(TUESDAY - DAY):
        case = logged(adviser)
        opened = access.open_case(adviser.standing, case.pk)
        keep_out(standing=adviser.standing, case=opened, account_id=colleague.account.pk, reason="Søster.")
        Letter.objects.all().delete()
    assert morning(TUESDAY) == 1
    assert letters() == written_to(adviser)
    with at(TUESDAY):
        logged(adviser, "HASTER")
    assert morning(TUESDAY + DAY) == 2


def test_what_waits_at_a_post_that_nobody_holds_is_the_coordinators(
    adviser: Member, coordinator: Member
) -> None:
    assert adviser.account is not None
    with at(TUESDAY - DAY):
        logged(adviser)
        deactivate_account(actor=factories.SUITE, account=adviser.account)
        Letter.objects.all().delete()
    assert morning(TUESDAY) == 1
    assert letters() == written_to(coordinator)


def test_a_post_that_was_altered_is_told_of_and_keeps_no_letter_of_others(
    adviser: Member, elsewhere: Member
) -> None:
    assert adviser.post is not None
    with at(TUESDAY - DAY):
        logged(adviser)
        logged(elsewhere)
    update(Post, key(adviser.post.pk), {"valid_from": "1999-01-01"})
    with pytest.raises(CommandError, match="1 posts could not be read"):
        morning(TUESDAY)
    assert letters() == written_to(elsewhere)


@pytest.mark.django_db(transaction=True)
def test_killed_at_any_statement_or_run_by_two_it_writes_to_each_once(
    adviser: Member, colleague: Member
) -> None:
    with at(TUESDAY - DAY):
        logged(adviser)

    def work() -> None:
        with at(TUESDAY):
            run("digest")

    assert killed_at_each_statement(work, lambda: None) > 5
    assert letters() == written_to(adviser, colleague)
    Letter.objects.all().delete()
    with at(TUESDAY + DAY):
        assert not [one for one in at_once(*[lambda: run("digest")] * 4) if isinstance(one, Exception)]
    assert letters() == written_to(adviser, colleague)
    assert not verify().flaws
