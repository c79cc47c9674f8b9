-- Where the app is installed by OAuth. `id`: of the workspace, or of the organization for an installation in all of its workspaces.
-- `sealed`: the tokens and what belongs to them, encrypted; empty once the installation has ended.
CREATE TABLE installations (
  id            TEXT    NOT NULL PRIMARY KEY,
  enterprise    TEXT    NOT NULL,
  is_enterprise INTEGER NOT NULL,
  sealed        TEXT    NOT NULL,
  installed_at  INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL,
  ended_at      INTEGER,
  reason        TEXT
) STRICT;

-- To which organization a workspace belongs: recordings know their workspace alone.
CREATE TABLE team_enterprises (
  team       TEXT NOT NULL PRIMARY KEY,
  enterprise TEXT NOT NULL
) STRICT;
