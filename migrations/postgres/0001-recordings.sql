-- Times are milliseconds since 1970 (UTC). Columns hold what queries need; `state` is JSON for the rest, kept as it was written.
-- Names and ids are compared and sorted byte by byte (COLLATE "C"), whatever the locale of the database is, as SQLite does it.

CREATE TABLE recordings (
  id           text COLLATE "C" NOT NULL PRIMARY KEY,
  version      integer NOT NULL,
  phase        text    NOT NULL,
  app_id       text COLLATE "C" NOT NULL,
  cname        text COLLATE "C" NOT NULL,
  started_by   text COLLATE "C" NOT NULL,
  created_at   bigint  NOT NULL,
  ended_at     bigint,
  card_team    text COLLATE "C" NOT NULL,
  card_channel text COLLATE "C" NOT NULL,
  card_private boolean NOT NULL,
  card_ts      text,
  state        json    NOT NULL
);

-- At most one live recording of a channel, over all replicas.
CREATE UNIQUE INDEX recordings_channel ON recordings (app_id, cname)
  WHERE phase IN ('starting', 'confirming', 'recording', 'stopping');
-- Hold the live ones only, so that listing and counting them does not depend on how many are over.
CREATE INDEX recordings_live ON recordings (created_at, id) WHERE phase IN ('starting', 'confirming', 'recording', 'stopping');
CREATE INDEX recordings_live_team ON recordings (card_team, created_at, id)
  WHERE phase IN ('starting', 'confirming', 'recording', 'stopping');
CREATE INDEX recordings_ended ON recordings (ended_at, id) WHERE ended_at IS NOT NULL;
CREATE INDEX recordings_ended_team ON recordings (card_team, ended_at, id) WHERE ended_at IS NOT NULL;
-- A person's own come first.
CREATE INDEX recordings_own ON recordings (card_team, started_by, ended_at, id) WHERE ended_at IS NOT NULL;
CREATE INDEX recordings_name ON recordings (cname, ended_at);

-- Every recorder at Agora that we ever asked for. `n` counts from 0; the highest is the current one.
CREATE TABLE recorders (
  recording   text COLLATE "C" NOT NULL REFERENCES recordings (id),
  n           integer NOT NULL,
  uid         text    NOT NULL,
  status      text    NOT NULL,
  resource_id text,
  acquired_at bigint,
  send_count  integer NOT NULL,
  sid         text,
  started_at  bigint,
  ended_at    bigint,
  PRIMARY KEY (recording, n)
);

CREATE INDEX recorders_sid ON recorders (sid) WHERE sid IS NOT NULL;
CREATE INDEX recorders_uid ON recorders (uid) WHERE sid IS NULL AND status IN ('sent', 'orphan');
CREATE INDEX recorders_orphan ON recorders (recording) WHERE status = 'orphan';

-- Who did what. A row without actor and action marks a request that was counted and changed nothing worth a line.
CREATE TABLE audit (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at        bigint NOT NULL,
  team      text COLLATE "C" NOT NULL,
  recording text COLLATE "C" NOT NULL REFERENCES recordings (id),
  request   text COLLATE "C" UNIQUE,
  actor     text,
  action    text,
  detail    text
);

CREATE INDEX audit_team ON audit (team, id);
CREATE INDEX audit_recording ON audit (recording);

-- What was refused to somebody where there is no recording or schedule to write it to: a start, the usage, the audit.
CREATE TABLE refusals (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at      bigint NOT NULL,
  team    text COLLATE "C" NOT NULL,
  channel text   NOT NULL,
  request text   NOT NULL UNIQUE,
  actor   text   NOT NULL,
  action  text   NOT NULL,
  target  text COLLATE "C"
);

CREATE INDEX refusals_team ON refusals (team, id);
CREATE INDEX refusals_target ON refusals (team, target);
CREATE INDEX refusals_at ON refusals (at);

-- What the recordings that are over have used, for the sums of a month. `preset` is empty where there was none.
CREATE TABLE usage (
  card_team    text COLLATE "C" NOT NULL,
  ended_at     bigint  NOT NULL,
  recording    text COLLATE "C" NOT NULL UNIQUE REFERENCES recordings (id),
  cname        text COLLATE "C" NOT NULL,
  started_by   text COLLATE "C" NOT NULL,
  preset       text COLLATE "C" NOT NULL,
  card_channel text COLLATE "C" NOT NULL,
  card_private boolean NOT NULL,
  class        text    NOT NULL,
  seconds      bigint  NOT NULL,
  estimated    boolean NOT NULL,
  PRIMARY KEY (card_team, ended_at, recording)
);

-- Recordings that begin later.
CREATE TABLE schedules (
  id         text COLLATE "C" NOT NULL PRIMARY KEY,
  version    integer NOT NULL,
  cname      text COLLATE "C" NOT NULL,
  created_by text COLLATE "C" NOT NULL,
  created_at bigint  NOT NULL,
  next_at    bigint,
  ended_at   bigint,
  team       text COLLATE "C" NOT NULL,
  channel    text COLLATE "C" NOT NULL,
  private    boolean NOT NULL,
  state      json    NOT NULL
);

CREATE INDEX schedules_open ON schedules (team, next_at, id) WHERE ended_at IS NULL;
CREATE INDEX schedules_ended ON schedules (ended_at, id) WHERE ended_at IS NOT NULL;
CREATE INDEX schedules_name ON schedules (cname, team);

-- What became of every time. The key is what makes it happen once, whichever replica is first.
CREATE TABLE occurrences (
  schedule  text COLLATE "C" NOT NULL REFERENCES schedules (id),
  at        bigint NOT NULL,
  outcome   text   NOT NULL,
  recording text COLLATE "C",
  PRIMARY KEY (schedule, at)
);

CREATE TABLE schedule_audit (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at       bigint NOT NULL,
  team     text COLLATE "C" NOT NULL,
  schedule text COLLATE "C" NOT NULL REFERENCES schedules (id),
  request  text UNIQUE,
  actor    text,
  action   text,
  detail   text
);

CREATE INDEX schedule_audit_team ON schedule_audit (team, id);
CREATE INDEX schedule_audit_schedule ON schedule_audit (schedule);

-- Who may be looking at the App Home, and at which part of it. `team` is empty where the workspace is not known.
CREATE TABLE homes (
  team      text COLLATE "C" NOT NULL,
  person    text COLLATE "C" NOT NULL,
  opened_at bigint NOT NULL,
  position  json   NOT NULL,
  PRIMARY KEY (team, person)
);

CREATE INDEX homes_opened ON homes (opened_at);

-- Where the app is installed by OAuth. `id`: of the workspace, or of the organization for an installation in all of its workspaces.
-- `sealed`: the tokens and what belongs to them, encrypted; empty once the installation has ended.
CREATE TABLE installations (
  id            text COLLATE "C" NOT NULL PRIMARY KEY,
  enterprise    text    NOT NULL,
  is_enterprise boolean NOT NULL,
  sealed        text    NOT NULL,
  installed_at  bigint  NOT NULL,
  updated_at    bigint  NOT NULL,
  ended_at      bigint,
  reason        text
);

-- To which organization a workspace belongs: recordings know their workspace alone.
CREATE TABLE team_enterprises (
  team       text COLLATE "C" NOT NULL PRIMARY KEY,
  enterprise text NOT NULL
);

-- Which job of pg-boss waits under a key of its owner, a recording or a schedule, so that it can be replaced and canceled. The jobs
-- themselves are pg-boss's.
CREATE TABLE job_keys (
  owner text COLLATE "C" NOT NULL,
  key   text COLLATE "C" NOT NULL,
  queue text NOT NULL,
  job   uuid NOT NULL UNIQUE,
  PRIMARY KEY (owner, key)
);

-- What all replicas do by the clock, and for when one of them has claimed it last.
CREATE TABLE claims (
  task text COLLATE "C" NOT NULL PRIMARY KEY,
  at   bigint NOT NULL
);

-- pg-boss makes its tables by itself. Its schema is made here, under the lock: pg-boss fails where two replicas make it at once.
CREATE SCHEMA IF NOT EXISTS pgboss;
