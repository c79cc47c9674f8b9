import { describe, expect, test } from 'vitest';
import { unknownNames } from '../../src/config/unknown-names.ts';
import { names } from '../../src/config/variables.ts';

describe('a name that resembles one of ours is a warning with the right name, never with a value', () => {
  test.each([
    ['STATUS_CORN', 'STATUS_CRON'],
    ['SLACK_BOT_TOEKN', 'SLACK_BOT_TOKEN'],
    ['slack_app_token', 'SLACK_APP_TOKEN'],
    ['SLACK.APP.TOKEN', 'SLACK_APP_TOKEN'],
    ['SLACK_TOKEN', 'SLACK_BOT_TOKEN or SLACK_APP_TOKEN'],
    ['AGORA_APPID', 'AGORA_APP_ID'],
    ['AGORA_CERTIFICATE', 'AGORA_APP_CERTIFICATE'],
    ['STORAGE_KEY', 'STORAGE_ACCESS_KEY or STORAGE_SECRET_KEY'],
    ['STORAGE_REGOIN', 'STORAGE_REGION'],
    ['DATABASE_PHAT', 'DATABASE_PATH'],
    ['METRIC_PORT', 'METRICS_PORT'],
    ['LOGLEVEL', 'LOG_LEVEL'],
  ])('%s', (name, meant) => {
    expect(unknownNames({ [name]: 'planted' })).toEqual([
      `${name} is not a variable of the bot: did you mean ${meant}?`,
    ]);
  });
});

test('an unknown name with a prefix of the bot is a warning too', () => {
  expect(unknownNames({ AGORA_FAVORITE_FRUIT: 'planted' })).toEqual([
    'AGORA_FAVORITE_FRUIT is not a variable of the bot: .env.example lists the names',
  ]);
});

test('known names, blank ones, and those of other programs give no warning', () => {
  const ours = names.map((name) => [name, 'x']);
  const others = ['PATH', 'HOME', 'HTTP_PROXY', 'LC_ALL', 'npm_config_loglevel', 'NODE_ENV', 'HOSTNAME', 'PORT', '_'];
  const env = Object.fromEntries([...ours, ...others.map((name) => [name, 'x']), ['STATUS_CORN', ' ']]);
  expect(unknownNames(env)).toEqual([]);
});
