-- With the name, so that a search for a part of it reads no row that it does not give.
DROP INDEX recordings_ended;
CREATE INDEX recordings_ended ON recordings (ended_at, id, card_private, card_channel, started_by, cname) WHERE ended_at IS NOT NULL;
-- A person's own come first.
CREATE INDEX recordings_own ON recordings (started_by, ended_at, id, card_channel, cname) WHERE ended_at IS NOT NULL;

-- Who may be looking at the App Home, and at which part of it, so that it is kept up to date after a restart, too.
CREATE TABLE homes (
  user      TEXT    NOT NULL PRIMARY KEY,
  opened_at INTEGER NOT NULL,
  position  TEXT    NOT NULL
) STRICT;

CREATE INDEX homes_opened ON homes (opened_at);
