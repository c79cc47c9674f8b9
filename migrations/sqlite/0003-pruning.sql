-- What is over for long is deleted, and its audit with it: without this index every deletion would read the whole audit.
CREATE INDEX audit_recording ON audit (recording);
