-- A notice names its recorder by sid, or by a uid whose sid we lack; and recorders that nobody can control are listed.
CREATE INDEX attempts_uid ON attempts (uid) WHERE sid IS NULL AND fate IN ('sent', 'orphan');
CREATE INDEX attempts_orphan ON attempts (recording) WHERE fate = 'orphan';
