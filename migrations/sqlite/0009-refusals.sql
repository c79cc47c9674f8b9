-- What was refused to somebody where there is no recording or schedule to write it to: a start, the usage, the audit.
CREATE TABLE refusals (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  at      INTEGER NOT NULL,
  team    TEXT    NOT NULL,
  channel TEXT    NOT NULL,
  request TEXT    NOT NULL,
  actor   TEXT    NOT NULL,
  action  TEXT    NOT NULL,
  target  TEXT
) STRICT;

CREATE UNIQUE INDEX refusals_request ON refusals (request);
CREATE INDEX refusals_target ON refusals (target);
CREATE INDEX refusals_at ON refusals (at);
