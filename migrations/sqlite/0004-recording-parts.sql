-- The recording in parts: recorders instead of attempts, queues instead of lanes, the workspace of every card. The JSON of states and
-- jobs is rewritten after this by the step of the same number (src/store/sqlite/steps/), in the same transaction.

ALTER TABLE attempts RENAME TO recorders;
ALTER TABLE recorders RENAME COLUMN fate TO status;
ALTER TABLE recorders RENAME COLUMN sendings TO send_count;
UPDATE recorders SET status = CASE status WHEN 'intended' THEN 'planned' WHEN 'gone' THEN 'ended' ELSE status END;

DROP INDEX attempts_sid;
DROP INDEX attempts_uid;
DROP INDEX attempts_orphan;
CREATE INDEX recorders_sid ON recorders (sid) WHERE sid IS NOT NULL;
CREATE INDEX recorders_uid ON recorders (uid) WHERE sid IS NULL AND status IN ('sent', 'orphan');
CREATE INDEX recorders_orphan ON recorders (recording) WHERE status = 'orphan';

ALTER TABLE recordings RENAME COLUMN card_hidden TO card_private;
-- Empty where the version that wrote the row did not know its workspace.
ALTER TABLE recordings ADD COLUMN card_team TEXT NOT NULL DEFAULT '';

-- With what tells who may see a recording and by which name, so that SQLite reads no row that it does not give.
DROP INDEX recordings_live;
DROP INDEX recordings_ended;
CREATE INDEX recordings_live ON recordings (created_at, id, phase, card_private, card_channel, started_by, cname)
  WHERE phase IN ('starting', 'confirming', 'recording', 'stopping');
CREATE INDEX recordings_ended ON recordings (ended_at, id, card_private, card_channel, started_by) WHERE ended_at IS NOT NULL;

-- What people look for by name, also among what is over; and what belongs to one Slack channel.
CREATE INDEX recordings_name ON recordings (cname, ended_at);
CREATE INDEX recordings_card ON recordings (card_channel, created_at, id)
  WHERE phase IN ('starting', 'confirming', 'recording', 'stopping');

ALTER TABLE jobs RENAME COLUMN lane TO queue;
ALTER TABLE jobs RENAME COLUMN work TO payload;

-- Jobs that this version can't read, or whose recording it can't read: kept for a later fix, and in nobody's way.
CREATE TABLE damaged_jobs (
  id        INTEGER PRIMARY KEY,
  recording TEXT    NOT NULL,
  key       TEXT,
  queue     TEXT    NOT NULL,
  priority  INTEGER NOT NULL,
  due_at    INTEGER NOT NULL,
  payload   TEXT    NOT NULL,
  reason    TEXT    NOT NULL,
  at        INTEGER NOT NULL
) STRICT;
