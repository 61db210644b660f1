-- Once for each database, as a superuser, connected to that database:
--   sudo -u postgres psql -v ON_ERROR_STOP=1 -d frittvalg -f deploy/postgres/roles.sql
-- May be run again. Sets no password: on one machine the roles come in by the name of their system
-- user (peer), and from elsewhere an operator sets one with \password.
--
-- frittvalg_owner  owns the tables and changes them; used by the update alone.
-- frittvalg_app    answers requests; gets its rights from grants.sql after every migration.

DO $$
DECLARE
    role_name text;
BEGIN
    FOREACH role_name IN ARRAY ARRAY['frittvalg_owner', 'frittvalg_app'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
            EXECUTE format('CREATE ROLE %I', role_name);
        END IF;
        EXECUTE format('ALTER ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS',
                       role_name);
        -- Statements carry what is written, and so do the details of an error ("Key (...)=(...) exists").
        EXECUTE format('ALTER ROLE %I SET log_statement = ''none''', role_name);
        EXECUTE format('ALTER ROLE %I SET log_min_duration_statement = -1', role_name);
        EXECUTE format('ALTER ROLE %I SET log_min_error_statement = ''panic''', role_name);
        EXECUTE format('ALTER ROLE %I SET log_error_verbosity = ''terse''', role_name);
        EXECUTE format('ALTER ROLE %I SET log_parameter_max_length = 0', role_name);
        EXECUTE format('ALTER ROLE %I SET log_parameter_max_length_on_error = 0', role_name);
    END LOOP;
    -- Not even by default may the temporary schema come before public: a function that runs with the
    -- owner's rights would then write to a table of the caller's making.
    EXECUTE format('ALTER ROLE frittvalg_owner IN DATABASE %I SET search_path = public, pg_temp',
                   current_database());
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO frittvalg_owner, frittvalg_app', current_database());
END
$$;

-- A worker that died or hangs must not hold its locks for hours.
ALTER ROLE frittvalg_app SET idle_in_transaction_session_timeout = '60s';
ALTER ROLE frittvalg_app SET lock_timeout = '20s';
ALTER ROLE frittvalg_app SET statement_timeout = '60s';

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO frittvalg_owner;
GRANT USAGE ON SCHEMA public TO frittvalg_app;

-- New tables are closed to the application until grants.sql has run: a forgotten run is an error
-- message, never an open table. New functions are no longer open to everybody.
ALTER DEFAULT PRIVILEGES FOR ROLE frittvalg_owner REVOKE ALL ON TABLES FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE frittvalg_owner REVOKE ALL ON SEQUENCES FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE frittvalg_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
