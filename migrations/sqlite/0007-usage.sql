-- When a recorder ended without which its recording went on.
ALTER TABLE recorders ADD COLUMN ended_at INTEGER;

-- What the recordings that are over have used, for the sums of a month. The rows lie in the order of their ends, so that a month is read
-- and nothing else. `preset` is empty where there was none.
CREATE TABLE usage (
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
  PRIMARY KEY (ended_at, recording)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX usage_recording ON usage (recording);

-- What was over before this version: a coarser estimate, for which no code of a later version is needed.
INSERT INTO usage
SELECT
  r.ended_at, r.id, r.cname, r.started_by, coalesce(json_extract(r.state, '$.spec.preset'), ''), r.card_channel, r.card_private,
  CASE
    WHEN json_extract(r.state, '$.spec.options.mode') <> 'web'
      AND (json_extract(r.state, '$.spec.options.streams') = 'audio' OR json_extract(r.state, '$.health.mediaSeen') IS NULL) THEN 'audio'
    WHEN json_extract(r.state, '$.spec.options.mode') = 'web'
      AND json_extract(r.state, '$.spec.options.video.width') * json_extract(r.state, '$.spec.options.video.height') > 921600 THEN 'fullHd'
    ELSE 'hd'
  END,
  (sum(max(0, r.ended_at - c.started_at)) + 999) / 1000, 1
FROM recordings r JOIN recorders c ON c.recording = r.id
WHERE r.ended_at IS NOT NULL AND c.started_at IS NOT NULL AND json_valid(r.state)
GROUP BY r.id;
