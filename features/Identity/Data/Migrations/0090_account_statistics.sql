-- How many accounts did what, day by day (UTC). Only numbers, so they stay when an account is erased. Connections share a few rows
-- (slots), so that logins at the same moment hardly wait for each other.
CREATE TABLE account_days (
    day    date NOT NULL,
    figure text NOT NULL CHECK (length(figure) BETWEEN 1 AND 50),
    slot   smallint NOT NULL,
    count  bigint NOT NULL CHECK (count > 0),
    PRIMARY KEY (day, figure, slot)
) WITH (fillfactor = 70);

-- The last day on which somebody was here: written once a day for each account.
CREATE TABLE account_activity (
    user_id  uuid PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    last_day date NOT NULL
) WITH (fillfactor = 80);

CREATE INDEX account_activity_day ON account_activity (last_day);

CREATE FUNCTION count_accounts(what text, at timestamptz, accounts bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO account_days AS d (day, figure, slot, count)
    VALUES ((at AT TIME ZONE 'UTC')::date, what, pg_backend_pid() % 16, accounts)
    ON CONFLICT (day, figure, slot) DO UPDATE SET count = d.count + excluded.count;
END
$$;

-- Triggers, because accounts and sessions begin and end in many ways, and none may be forgotten.
CREATE FUNCTION count_registered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM count_accounts('registered', day, accounts)
    FROM (SELECT date_trunc('day', registered_at, 'UTC') AS day, count(*) AS accounts FROM added GROUP BY 1 ORDER BY 1) AS days;
    RETURN NULL;
END
$$;

CREATE TRIGGER count_registered AFTER INSERT ON users REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_registered();

CREATE FUNCTION note_activity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' AND NEW.parent_id IS NULL THEN
        PERFORM count_accounts('log-in', NEW.created_at, 1);
    END IF;
    INSERT INTO account_activity AS a (user_id, last_day) VALUES (NEW.user_id, (NEW.last_used_at AT TIME ZONE 'UTC')::date)
    ON CONFLICT (user_id) DO UPDATE SET last_day = excluded.last_day WHERE a.last_day < excluded.last_day;
    IF FOUND THEN
        PERFORM count_accounts('active', NEW.last_used_at, 1);
    END IF;
    RETURN NULL;
END
$$;

-- Who is impersonated was not here.
CREATE TRIGGER note_log_in AFTER INSERT ON sessions FOR EACH ROW WHEN (NEW.client_id <> 'impersonation') EXECUTE FUNCTION note_activity();

CREATE TRIGGER note_activity AFTER UPDATE OF last_used_at ON sessions FOR EACH ROW
    WHEN (NEW.client_id <> 'impersonation' AND (NEW.last_used_at AT TIME ZONE 'UTC')::date > (OLD.last_used_at AT TIME ZONE 'UTC')::date)
    EXECUTE FUNCTION note_activity();

-- What is still known of the time before.
INSERT INTO account_days (day, figure, slot, count)
SELECT (registered_at AT TIME ZONE 'UTC')::date, 'registered', 0, count(*) FROM users GROUP BY 1;
INSERT INTO account_activity (user_id, last_day)
SELECT user_id, (max(last_used_at) AT TIME ZONE 'UTC')::date FROM sessions WHERE client_id <> 'impersonation' GROUP BY user_id;

-- Who has a second factor, without reading what it is.
CREATE INDEX second_factors_confirmed ON second_factors (method, user_id) WHERE confirmed_at IS NOT NULL;
