-- A database may serve several workspaces: what belongs to one is found by its team first. Ids of people and channels are those of a
-- workspace.
ALTER TABLE audit ADD COLUMN team TEXT NOT NULL DEFAULT '';
UPDATE audit SET team = coalesce((SELECT card_team FROM recordings WHERE id = audit.recording), '');
ALTER TABLE schedule_audit ADD COLUMN team TEXT NOT NULL DEFAULT '';
UPDATE schedule_audit SET team = coalesce((SELECT team FROM schedules WHERE id = schedule_audit.schedule), '');

-- An index ends in the row's id by itself: the latest line of a team is found without reading those of others.
CREATE INDEX audit_team ON audit (team);
CREATE INDEX schedule_audit_team ON schedule_audit (team);
CREATE INDEX refusals_team ON refusals (team);
DROP INDEX refusals_target;
CREATE INDEX refusals_target ON refusals (team, target);

-- For lists and searches of a team; those without a team are for the work that is done for all of them.
DROP INDEX recordings_live;
CREATE INDEX recordings_live ON recordings (created_at, id, phase) WHERE phase IN ('starting', 'confirming', 'recording', 'stopping');
CREATE INDEX recordings_live_team ON recordings (card_team, created_at, id, phase, card_private, card_channel, started_by, cname)
  WHERE phase IN ('starting', 'confirming', 'recording', 'stopping');
DROP INDEX recordings_ended;
CREATE INDEX recordings_ended ON recordings (ended_at, id) WHERE ended_at IS NOT NULL;
CREATE INDEX recordings_ended_team ON recordings (card_team, ended_at, id, card_private, card_channel, started_by, cname)
  WHERE ended_at IS NOT NULL;
DROP INDEX recordings_own;
CREATE INDEX recordings_own ON recordings (card_team, started_by, ended_at, id, card_channel, cname) WHERE ended_at IS NOT NULL;
DROP INDEX recordings_name;
CREATE INDEX recordings_name ON recordings (card_team, cname, ended_at);
DROP INDEX recordings_card;
CREATE INDEX recordings_card ON recordings (card_team, card_channel, created_at, id)
  WHERE phase IN ('starting', 'confirming', 'recording', 'stopping');
DROP INDEX schedules_open;
CREATE INDEX schedules_open ON schedules (team, next_at, id, private, channel, created_by) WHERE ended_at IS NULL;
CREATE INDEX schedules_name ON schedules (cname, team);

-- The rows of a team lie in the order of their ends, so that its month is read and nothing else.
CREATE TABLE usage_of_teams (
  card_team    TEXT    NOT NULL,
  ended_at     INTEGER NOT NULL,
  recording    TEXT    NOT NULL REFERENCES recordings (id),
  cname        TEXT    NOT NULL,
  started_by   TEXT    NOT NULL,
  preset       TEXT    NOT NULL,
  card_channel TEXT    NOT NULL,
  card_private INTEGER NOT NULL CHECK (card_private IN (0, 1)),
  class        TEXT    NOT NULL,
  seconds      INTEGER NOT NULL,
  estimated    INTEGER NOT NULL CHECK (estimated IN (0, 1)),
  PRIMARY KEY (card_team, ended_at, recording)
) STRICT, WITHOUT ROWID;
INSERT INTO usage_of_teams
SELECT
  r.card_team, u.ended_at, u.recording, u.cname, u.started_by, u.preset, u.card_channel, u.card_private, u.class, u.seconds, u.estimated
FROM usage u JOIN recordings r ON r.id = u.recording;
DROP TABLE usage;
ALTER TABLE usage_of_teams RENAME TO usage;
CREATE UNIQUE INDEX usage_recording ON usage (recording);

-- Empty where the workspace is not known.
CREATE TABLE homes_of_teams (
  team      TEXT    NOT NULL,
  user      TEXT    NOT NULL,
  opened_at INTEGER NOT NULL,
  position  TEXT    NOT NULL,
  PRIMARY KEY (team, user)
) STRICT;
INSERT INTO homes_of_teams SELECT '', user, opened_at, position FROM homes;
DROP TABLE homes;
ALTER TABLE homes_of_teams RENAME TO homes;
CREATE INDEX homes_opened ON homes (opened_at);
