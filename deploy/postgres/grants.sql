-- After every migration, as frittvalg_owner; deploy/update does it. May be run again at any time, beside a
-- running service: it is one transaction.
BEGIN;

REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, frittvalg_app;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, frittvalg_app;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC, frittvalg_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO frittvalg_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO frittvalg_app;

-- The trail: whatever is called audit_… is closed, then the two ways that are needed are opened.
DO $$
DECLARE
    trail regclass;
BEGIN
    FOR trail IN
        SELECT oid FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
            AND relname LIKE 'audit\_%'
    LOOP
        EXECUTE format('REVOKE ALL ON %s FROM frittvalg_app', trail);
    END LOOP;
END
$$;
GRANT SELECT ON audit_entry, audit_chainhead, audit_change, audit_start, audit_summary TO frittvalg_app;
-- Appending goes through the view alone, whose function runs with the owner's rights.
GRANT INSERT ON audit_append TO frittvalg_app;
-- SELECT … FOR UPDATE asks for UPDATE on at least one column. With this one nothing can be changed: an
-- UPDATE of `chain` alone leaves `number` where it is, and the trigger refuses what does not move on.
GRANT UPDATE (chain) ON audit_chainhead TO frittvalg_app;
ALTER FUNCTION audit_append_row() SET search_path = public, pg_temp;

-- What the application only reads, only adds to, or never deletes.
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM frittvalg_app;
REVOKE UPDATE, DELETE ON auditlog_logentry FROM frittvalg_app;
REVOKE DELETE ON advisory_account, advisory_heartbeat FROM frittvalg_app;

COMMIT;
