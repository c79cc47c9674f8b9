#!/bin/sh
# Proves that a backup can be restored: puts it into a folder of its own and has the bot's own program read all of it there.
#   sh deploy/restore-drill.sh [BACKUP]
# Without BACKUP it makes one of DATABASE_PATH first; the bot may run. Exits with 1 where the backup is of no use.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

backup=${1:-}
if [ -z "$backup" ]; then
  backup=$folder/backup.db
  npm run --silent backup -- "$backup"
fi
install -m 600 "$backup" "$folder/clapperbot.db"
DATABASE_PATH=$folder/clapperbot.db npm run --silent backup -- "$folder/read-back.db"
echo "$backup can be restored."
