"""What is asked of an installation when somebody wants to know whether it is well: a question each, in words.

Each is asked by the check that watches over it anyway. An answer names settings, commands, jobs and numbers
of cases, and never what stands in one.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from advisory.jobs import BY_NAME, all_heard
from advisory.sealing.errors import SealError
from advisory.sealing.keys import chest, keyring
from audit.checks import changes_are_logged, no_other_triggers, trail_is_append_only
from audit.newest import newest_problems
from audit.witness import WitnessError
from cases.services.cover import uncovered
from config.checks import running_role_cannot_rewrite_the_trail
from config.demands import strong_secret
from config.keyring import FileKeyring, KeyringError
from config.maintenance import shut
from config.private import is_private

# So many cases are named; whoever mends these asks again.
NAMED = 5
DATABASES = ["default"]


@dataclass(frozen=True, slots=True)
class Question:
    """`asked` gives what is wrong, a sentence each; nothing when all is well. `needs`: the database first."""

    name: str
    asked: Callable[[], Iterable[str]]
    needs: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    name: str
    problems: tuple[str, ...]


def answers() -> Iterator[Answer]:
    """Every question in its order. What needs the database is not asked where that does not answer."""
    is_there = True
    for one in QUESTIONS:
        if one.needs and not is_there:
            yield Answer(one.name, ("was not looked at: it needs the database",))
            continue
        try:
            problems = tuple(one.asked())
        except (KeyringError, SealError, WitnessError, ImproperlyConfigured) as error:
            problems = (str(error),)
        except (DatabaseError, OSError) as error:
            # Its message may quote a statement or an address.
            problems = (f"could not be looked at ({type(error).__name__}): see the log of the database",)
        if one.asked is database_answers:
            is_there = not problems
        yield Answer(one.name, problems)


def database_answers() -> Iterable[str]:
    """Raises DatabaseError."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ()


def keys_open() -> Iterable[str]:
    """Raises KeyringError, and SealError where these keys are not those of this database."""
    chest.current()
    keyring().mac_numbers()
    return ()


def _settings() -> Iterable[str]:
    level = checks.WARNING if settings.IS_PRODUCTION else checks.ERROR
    found = checks.run_checks(include_deployment_checks=settings.IS_PRODUCTION)
    for one in found:
        if one.level >= level and not one.is_silenced():
            yield f"{one.id}: {one.msg}{f' {one.hint}' if one.hint else ''}"


def _secrets() -> Iterable[str]:
    if not strong_secret(settings):
        yield "SECRET_KEY is too short or too plain: “manage.py create_keys” makes a good one"
    files = [Path(settings.SECRET_KEY_FILE)]
    if isinstance(settings.KEYRING, FileKeyring):
        files.append(settings.KEYRING.path)
    for number, path in enumerate(files):
        if path.exists() and not is_private(path):
            what = "the key file" if number else "the file of the secret"
            yield f"{what} can be read by others than its owner: run chmod 0400 on it"


def _maintenance() -> Iterable[str]:
    if shut() is not None:
        yield "every page is shut: “manage.py maintenance off” opens them"


def _migrations() -> Iterable[str]:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        names = ", ".join(f"{one.app_label}.{one.name}" for one, _backwards in missing[:NAMED])
        yield f"{len(missing)} not applied ({names}): take a backup, then run “manage.py migrate”"


def _triggers() -> Iterable[str]:
    found = [
        *trail_is_append_only(None, databases=DATABASES),
        *changes_are_logged(None, databases=DATABASES),
        *no_other_triggers(None, databases=DATABASES),
    ]
    if settings.IS_PRODUCTION:
        found += running_role_cannot_rewrite_the_trail(None, databases=DATABASES)
    return [f"{one.msg} {one.hint or ''}".strip() for one in found]


def _checkpoint() -> Iterable[str]:
    return newest_problems(late=BY_NAME["witness"].silence if settings.JOBS_EXPECTED else None)


def _jobs() -> Iterable[str]:
    if not settings.JOBS_EXPECTED:
        return
    for one in all_heard(timezone.now()):
        unit = f"frittvalg-{one.job.name.replace('_', '-')}"
        if one.is_missed:
            yield f"{one.job.name} is silent, last done {_when(one.done_at)}: systemctl status {unit}.timer"
        elif one.has_failed:
            yield f"{one.job.name} failed {_when(one.failed_at)}: journalctl -u {unit}"


def _lanes() -> Iterable[str]:
    found = uncovered(timezone.now())
    named = list(islice(found, NAMED))
    if not named:
        return
    number = len(named) + sum(1 for _one in found)
    cases = ", ".join(dict.fromkeys(str(one.case_id) for one in named))
    yield (
        f"{number} open without next action, owner or deputy who works on cases, such as in {cases}: "
        "give the post to one more, or name a deputy"
    )


def _when(moment: datetime | None) -> str:
    return "never" if moment is None else f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


QUESTIONS = (
    Question("settings", _settings, needs=False),
    Question("secrets", _secrets, needs=False),
    Question("maintenance", _maintenance, needs=False),
    Question("database", database_answers, needs=False),
    Question("keys", keys_open),
    Question("migrations", _migrations),
    Question("triggers", _triggers),
    Question("checkpoint", _checkpoint),
    Question("jobs", _jobs),
    Question("lanes", _lanes),
)
