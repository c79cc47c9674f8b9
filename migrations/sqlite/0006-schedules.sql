-- Recordings that begin later. Columns hold what queries need; `state` and `payload` are JSON for the rest.
CREATE TABLE schedules (
  id           TEXT    NOT NULL PRIMARY KEY,
  version      INTEGER NOT NULL,
  cname        TEXT    NOT NULL,
  created_by   TEXT    NOT NULL,
  created_at   INTEGER NOT NULL,
  next_at      INTEGER,
  ended_at     INTEGER,
  team         TEXT    NOT NULL,
  channel      TEXT    NOT NULL,
  private      INTEGER NOT NULL CHECK (private IN (0, 1)),
  state        TEXT    NOT NULL
) STRICT;

CREATE INDEX schedules_open ON schedules (next_at, id, private, channel, created_by) WHERE ended_at IS NULL;
CREATE INDEX schedules_ended ON schedules (ended_at, id) WHERE ended_at IS NOT NULL;

-- What became of every time. The key is what makes it happen once.
CREATE TABLE occurrences (
  schedule  TEXT    NOT NULL REFERENCES schedules (id),
  at        INTEGER NOT NULL,
  outcome   TEXT    NOT NULL,
  recording TEXT,
  PRIMARY KEY (schedule, at)
) STRICT, WITHOUT ROWID;

-- As the jobs of recordings: an id is never used again.
CREATE TABLE schedule_jobs (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  schedule  TEXT    NOT NULL REFERENCES schedules (id),
  key       TEXT,
  due_at    INTEGER NOT NULL,
  revision  INTEGER NOT NULL DEFAULT 0,
  postponed INTEGER NOT NULL DEFAULT 0,
  payload   TEXT    NOT NULL
) STRICT;

CREATE INDEX schedule_jobs_due ON schedule_jobs (due_at);
CREATE INDEX schedule_jobs_order ON schedule_jobs (schedule);
CREATE UNIQUE INDEX schedule_jobs_key ON schedule_jobs (schedule, key) WHERE key IS NOT NULL;

CREATE TABLE schedule_audit (
  id       INTEGER PRIMARY KEY,
  at       INTEGER NOT NULL,
  schedule TEXT    NOT NULL REFERENCES schedules (id),
  request  TEXT,
  actor    TEXT,
  action   TEXT,
  detail   TEXT
) STRICT;

CREATE UNIQUE INDEX schedule_audit_request ON schedule_audit (request) WHERE request IS NOT NULL;
CREATE INDEX schedule_audit_schedule ON schedule_audit (schedule);
