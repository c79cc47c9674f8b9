-- The requests that may be sent to other services in a span of time, over all replicas: one row each. `free_at` is by the clock of the
-- server; `holder` is there while the request is on its way. `allowance`: milliseconds that its round trip took at least.
-- Not logged, which spares every request a flush to disk: after a crash the table is empty, and the rows are made again, not free.
CREATE UNLOGGED TABLE slots (
  key       text COLLATE "C" NOT NULL,
  n         integer     NOT NULL,
  free_at   timestamptz NOT NULL,
  holder    uuid,
  allowance integer     NOT NULL DEFAULT 0,
  PRIMARY KEY (key, n)
) WITH (fillfactor = 50);
