import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { requiredScopes } from '../../src/slack/doctor/scopes.ts';
import { startShortcut } from '../../src/slack/inbound/shortcuts.ts';

type Manifest = {
  _metadata: { major_version: number };
  display_information: { name: string; description: string };
  features: {
    app_home: Record<string, boolean>;
    bot_user: { display_name: string };
    shortcuts: { name: string; type: string; callback_id: string; description: string }[];
    slash_commands: { command: string; description: string; usage_hint: string; should_escape: boolean }[];
  };
  oauth_config: { scopes: Record<string, string[]> };
  settings: Record<string, unknown>;
};

const manifest = parse(readFileSync(new URL('../../manifest.yml', import.meta.url), 'utf8')) as Manifest;

test('the least scopes, and no others', () => {
  expect(manifest.oauth_config.scopes).toEqual({ bot: ['commands', 'chat:write'] });
  // An installation by OAuth asks for the same.
  expect(requiredScopes).toEqual(manifest.oauth_config.scopes['bot']);
});

test('one command, whose mentions and links arrive escaped', () => {
  expect(manifest.features.slash_commands).toHaveLength(1);
  expect(manifest.features.slash_commands[0]).toMatchObject({ command: '/record', should_escape: true });
  expect(manifest.features.slash_commands[0]?.usage_hint).toContain('start');
});

test('the shortcut that the bot listens to', () => {
  expect(manifest.features.shortcuts).toMatchObject([{ type: 'global', callback_id: startShortcut }]);
});

test('Socket Mode with buttons, in one workspace, with tokens that stay', () => {
  expect(manifest.settings).toEqual({
    event_subscriptions: { bot_events: ['app_home_opened', 'app_uninstalled', 'tokens_revoked'] },
    interactivity: { is_enabled: true },
    org_deploy_enabled: false,
    socket_mode_enabled: true,
    token_rotation_enabled: false,
  });
});

test('the App Home is there, and the bot may write to people directly', () => {
  expect(manifest.features.app_home['home_tab_enabled']).toBe(true);
  expect(manifest.features.app_home['messages_tab_enabled']).toBe(true);
});

test('Slack’s limits', () => {
  expect(manifest._metadata.major_version).toBe(2);
  expect(manifest.display_information.name.length).toBeLessThanOrEqual(35);
  expect(manifest.display_information.description.length).toBeLessThanOrEqual(140);
  for (const { name } of manifest.features.shortcuts) expect(name.length).toBeLessThanOrEqual(24);
  expect(manifest.features.bot_user.display_name.length).toBeLessThanOrEqual(80);
});
