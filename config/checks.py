"""Start-up checks of settings and database: what would be unsafe in production is refused.

Those marked deploy run with `check --deploy` alone, which the service unit and the container run
before every start; the ones on the database need `--database default` besides.
"""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Tags, Warning, register
from django.db import connections

from advisory.models import Account, Epoch
from advisory.sealing.errors import SealError
from advisory.sealing.keys import chest
from config.keyring import KeyringError

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# What the trail's tables must not grant to the role that answers requests. A right on one column
# of the head is needed to lock it; the trigger lets no such update through (deploy/postgres/grants.sql).
FORBIDDEN_RIGHTS = """
    SELECT relname || ': ' || kind FROM pg_class,
        unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) AS kind
    WHERE relname IN
            ('audit_entry', 'audit_chainhead', 'audit_change', 'audit_start', 'audit_summary', 'audit_trim')
        AND pg_table_is_visible(pg_class.oid)
        AND has_table_privilege(pg_class.oid, kind)
    ORDER BY 1
"""


@register()
def demo_stays_out_of_production(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """config.E001: demo mode together with production settings. config.E002: debug there."""
    if not settings.IS_PRODUCTION:
        return []
    problems: list[CheckMessage] = []
    if settings.DEMO:
        problems.append(
            Error("Demo mode signs anybody in and cannot run with production settings.", id="config.E001")
        )
    if settings.DEBUG:
        problems.append(Error("DEBUG cannot be on with production settings.", id="config.E002"))
    return problems


@register(deploy=True)
def way_to_the_database_is_closed(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """config.W003: PostgreSQL on another machine without verified TLS. config.I004: SQLite."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        text = (
            "The database is SQLite: no role of its own stands between this process and the trail's triggers."
        )
        return [Info(text, hint="Right for one small machine; see deploy/README.md.", id="config.I004")]
    host = str(database.get("HOST") or "")
    if host == "" or host.startswith("/") or host in LOOPBACK:
        return []
    if database.get("OPTIONS", {}).get("sslmode") == "verify-full":
        return []
    text = "The connection to PostgreSQL on another machine does not verify whom it speaks to."
    hint = "Add ?sslmode=verify-full&sslrootcert=FILE to DATABASE_URL."
    return [Warning(text, hint=hint, id="config.W003")]


@register(Tags.database, deploy=True)
def running_role_cannot_rewrite_the_trail(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """config.E005: on PostgreSQL, this role could change the trail if its triggers were gone, or owns it."""
    problems: list[CheckMessage] = []
    for alias in databases or []:
        connection = connections[alias]
        if connection.vendor != "postgresql":
            continue
        with connection.cursor() as cursor:
            cursor.execute(FORBIDDEN_RIGHTS)
            rights = [row[0] for row in cursor.fetchall()]
        if rights:
            text = f"The database role of this process has rights on the trail: {', '.join(rights)}."
            hint = "Run as the role frittvalg_app, and deploy/postgres/grants.sql after every migration."
            problems.append(Error(text, hint=hint, id="config.E005"))
    return problems


@register(Tags.database, deploy=True)
def key_file_opens_the_database(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """config.E007: the key file is missing, open to others, or not the one this database was sealed with."""
    if "default" not in (databases or []):
        return []
    if Epoch._meta.db_table not in connections["default"].introspection.table_names():
        return []
    try:
        chest.current()
    except (KeyringError, SealError) as error:
        return [Error(str(error), id="config.E007")]
    return []


@register(Tags.database, deploy=True)
def no_demo_account_in_production(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """config.E006: a made-up account can still sign in where real cases are."""
    if not settings.IS_PRODUCTION or "default" not in (databases or []):
        return []
    if Account._meta.db_table not in connections["default"].introspection.table_names():
        return []
    if not Account.objects.filter(is_demo=True, is_active=True).exists():
        return []
    text = "The database holds active demonstration accounts; a real installation starts from an empty one."
    return [Error(text, id="config.E006")]
