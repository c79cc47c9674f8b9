-- Times are milliseconds since 1970 (UTC). Columns hold what queries need; `state` and `work` are JSON for the rest.

CREATE TABLE recordings (
  id           TEXT    NOT NULL PRIMARY KEY,
  version      INTEGER NOT NULL,
  phase        TEXT    NOT NULL,
  app_id       TEXT    NOT NULL,
  cname        TEXT    NOT NULL,
  started_by   TEXT    NOT NULL,
  created_at   INTEGER NOT NULL,
  ended_at     INTEGER,
  card_channel TEXT    NOT NULL,
  card_hidden  INTEGER NOT NULL CHECK (card_hidden IN (0, 1)),
  card_ts      TEXT,
  state        TEXT    NOT NULL
) STRICT;

-- At most one live recording of a channel. Queries must repeat the condition word for word, or SQLite won't use the index.
CREATE UNIQUE INDEX recordings_channel ON recordings (app_id, cname)
  WHERE phase IN ('starting', 'confirming', 'recording', 'stopping');
-- Holds the live ones only, so that listing and counting them does not depend on how many are over.
CREATE INDEX recordings_live ON recordings (created_at, id, phase)
  WHERE phase IN ('starting', 'confirming', 'recording', 'stopping');
CREATE INDEX recordings_ended ON recordings (ended_at, id) WHERE ended_at IS NOT NULL;

-- Every recorder at Agora that we ever asked for. `n` counts from 0; the highest is the current one.
CREATE TABLE attempts (
  recording   TEXT    NOT NULL REFERENCES recordings (id),
  n           INTEGER NOT NULL,
  uid         TEXT    NOT NULL,
  fate        TEXT    NOT NULL,
  resource_id TEXT,
  acquired_at INTEGER,
  sendings    INTEGER NOT NULL,
  sid         TEXT,
  started_at  INTEGER,
  PRIMARY KEY (recording, n)
) STRICT, WITHOUT ROWID;

CREATE INDEX attempts_sid ON attempts (sid) WHERE sid IS NOT NULL;

-- What is to be done. AUTOINCREMENT: an id is never used again, so that a stale reference to a job can't hit a younger one.
CREATE TABLE jobs (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  recording TEXT    NOT NULL REFERENCES recordings (id),
  key       TEXT,
  lane      TEXT    NOT NULL,
  priority  INTEGER NOT NULL,
  due_at    INTEGER NOT NULL,
  revision  INTEGER NOT NULL DEFAULT 0,
  postponed INTEGER NOT NULL DEFAULT 0,
  work      TEXT    NOT NULL
) STRICT;

-- An index ends in the row's id by itself: ties are ordered by id without a column for it.
CREATE INDEX jobs_due ON jobs (lane, priority, due_at);
CREATE INDEX jobs_order ON jobs (recording, lane);
CREATE INDEX jobs_next ON jobs (due_at);
CREATE UNIQUE INDEX jobs_key ON jobs (recording, key) WHERE key IS NOT NULL;

-- Who did what. A row without actor and action marks a request that was counted and changed nothing worth a line.
CREATE TABLE audit (
  id        INTEGER PRIMARY KEY,
  at        INTEGER NOT NULL,
  recording TEXT    NOT NULL REFERENCES recordings (id),
  request   TEXT,
  actor     TEXT,
  action    TEXT,
  detail    TEXT
) STRICT;

CREATE UNIQUE INDEX audit_request ON audit (request) WHERE request IS NOT NULL;
