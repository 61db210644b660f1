"""What the database itself refuses, by triggers: every step of a lane that cases/status.py does not name.

A lane begins as received. The triggers are made of the table of steps, and laid after every `migrate`.
"""

from audit.changes import guard
from cases.models.inquiry import Inquiry
from cases.status import NEXT, Status

TABLE = Inquiry._meta.db_table
_STEPS = ", ".join(f"'{before.value}>{after.value}'" for before in NEXT for after in sorted(NEXT[before]))
_STEP_WORDS = "a lane takes no such step"
_BEGIN_WORDS = "a lane begins as received"

SQLITE = [
    f"""CREATE TRIGGER {TABLE}_step BEFORE UPDATE OF status ON {TABLE}
        WHEN NEW.status IS NOT OLD.status AND OLD.status || '>' || NEW.status NOT IN ({_STEPS}) BEGIN
        SELECT RAISE(ABORT, '{_STEP_WORDS}');
    END""",
    f"""CREATE TRIGGER {TABLE}_begin BEFORE INSERT ON {TABLE}
        WHEN NEW.status IS NOT '{Status.RECEIVED.value}' BEGIN
        SELECT RAISE(ABORT, '{_BEGIN_WORDS}');
    END""",
]
POSTGRESQL = [
    f"""CREATE OR REPLACE FUNCTION {TABLE}_steps() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'INSERT' THEN
            IF NEW.status IS DISTINCT FROM '{Status.RECEIVED.value}' THEN
                RAISE EXCEPTION '{_BEGIN_WORDS}' USING ERRCODE = 'check_violation';
            END IF;
        ELSIF NEW.status IS DISTINCT FROM OLD.status
                AND OLD.status || '>' || NEW.status NOT IN ({_STEPS}) THEN
            RAISE EXCEPTION '{_STEP_WORDS}' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$""",
    f"""CREATE TRIGGER {TABLE}_step BEFORE UPDATE OF status ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION {TABLE}_steps()""",
    f"""CREATE TRIGGER {TABLE}_begin BEFORE INSERT ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION {TABLE}_steps()""",
]


def declare() -> None:
    guard(TABLE, {"sqlite": SQLITE, "postgresql": POSTGRESQL})
