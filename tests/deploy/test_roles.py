"""The application's database role: what roles.sql and grants.sql leave it, tried statement by statement."""

import psycopg
import pytest

from tests.deploy.browser import Browser
from tests.deploy.installation import APP, OWNER, Installation

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

FORBIDDEN = [
    "INSERT INTO audit_entry SELECT * FROM audit_entry",
    "UPDATE audit_entry SET verb = 'case.read'",
    "DELETE FROM audit_entry",
    "TRUNCATE audit_entry",
    "INSERT INTO audit_chainhead SELECT * FROM audit_chainhead",
    "UPDATE audit_chainhead SET number = number + 1",
    "DELETE FROM audit_chainhead",
    "TRUNCATE audit_chainhead",
    "DELETE FROM audit_append",
    "INSERT INTO audit_change SELECT * FROM audit_change",
    "DELETE FROM audit_change",
    "INSERT INTO audit_trim SELECT * FROM audit_start",
    "INSERT INTO audit_start SELECT * FROM audit_start",
    "UPDATE audit_start SET number = number + 1",
    "DELETE FROM audit_start",
    "INSERT INTO audit_summary SELECT * FROM audit_summary",
    "DELETE FROM audit_summary",
    "SELECT audit_trim_rows()",
    "DROP TRIGGER cases_case_log_update ON cases_case",
    "ALTER TABLE cases_case DISABLE TRIGGER ALL",
    "DROP TRIGGER audit_entry_no_update ON audit_entry",
    "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
    "CREATE TRIGGER mine BEFORE INSERT ON audit_entry EXECUTE FUNCTION audit_refuse()",
    "ALTER FUNCTION audit_refuse() SET search_path = pg_temp",
    "DROP TABLE audit_entry",
    "SET session_replication_role = replica",
    # A temporary table of that name would catch what the append function writes as the owner.
    "CREATE TEMPORARY TABLE audit_entry (x integer)",
    "CREATE TABLE mine (x integer)",
    "SET ROLE frittvalg_owner",
    "DELETE FROM advisory_account",
    "DELETE FROM advisory_heartbeat",
    "UPDATE auditlog_logentry SET changes = NULL",
    "DELETE FROM auditlog_logentry",
    "DELETE FROM django_migrations",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_applications_role_may_not(installation: Installation, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        installation.execute(APP, statement)


def test_the_right_that_locks_a_head_changes_none(installation: Installation) -> None:
    with pytest.raises(psycopg.errors.RaiseException, match="only moves forward"):
        installation.execute(APP, "UPDATE audit_chainhead SET chain = chain")
    installation.execute(APP, "SELECT chain FROM audit_chainhead FOR UPDATE")


def test_only_the_owner_of_the_tables_trims_the_trail(installation: Installation) -> None:
    assert "Nothing in the trail is older" in installation.must("trim_trail", role=OWNER)
    assert "0 entries in 0 chains" in installation.must("trim_trail", "--dry-run")
    installation.must("trim_trail", "--summaries")
    installation.execute(OWNER, "INSERT INTO audit_trim SELECT * FROM audit_start")


def test_the_append_function_looks_for_tables_in_public_first(installation: Installation) -> None:
    with psycopg.connect(installation.address(APP)) as connection:
        found = connection.execute(
            "SELECT proconfig FROM pg_proc WHERE proname = 'audit_append_row'"
        ).fetchone()
    assert found == (["search_path=public, pg_temp"],)


def test_as_the_owner_of_the_tables_it_does_not_start(installation: Installation) -> None:
    done = installation.run("check", "--deploy", "--database", "default", role=OWNER)
    assert done.returncode == 1
    assert "config.E005" in done.stderr
    assert "audit_entry: UPDATE" in done.stderr


def test_with_the_rights_right_there_is_no_warning(installation: Installation) -> None:
    done = installation.run("check", "--deploy", "--fail-level", "WARNING", "--database", "default")
    assert done.returncode == 0, done.stderr
    # A hint that letters wait, for no mail server is named; nothing that a start must refuse.
    assert "WARNINGS" not in done.stderr


def test_an_update_may_be_repeated_beside_the_running_service(
    browser: Browser, installation: Installation
) -> None:
    installation.update()
    assert browser.get("/helse/klar").status == 200


def test_a_table_without_grants_is_closed_not_open(installation: Installation) -> None:
    installation.execute(OWNER, "CREATE TABLE audit_later (x integer)")
    try:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            installation.execute(APP, "SELECT * FROM audit_later")
        installation.update()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            installation.execute(APP, "INSERT INTO audit_later VALUES (1)")
    finally:
        installation.execute(OWNER, "DROP TABLE audit_later")


def test_the_database_server_does_not_log_what_is_written(installation: Installation) -> None:
    with psycopg.connect(installation.address(APP)) as connection:
        shown = {
            name: connection.execute(f"SHOW {name}").fetchone()
            for name in ("log_statement", "log_min_error_statement", "log_error_verbosity")
        }
    assert shown == {
        "log_statement": ("none",),
        "log_min_error_statement": ("panic",),
        "log_error_verbosity": ("terse",),
    }
