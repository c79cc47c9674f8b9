import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { optionalScopes, requiredScopes } from '../../src/slack/doctor/scopes.ts';
import { startShortcut } from '../../src/slack/inbound/shortcuts.ts';
import { steps } from '../../src/slack/inbound/steps/index.ts';
import { stepInputs } from '../../src/slack/inbound/steps/step.ts';

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
  functions: Record<string, { title: string; input_parameters: Parameters; output_parameters: Parameters }>;
};

type Parameters = {
  properties: Record<string, { type: string; name: string; is_required: boolean }>;
  required: string[];
};

const manifest = parse(readFileSync(new URL('../../manifest.yml', import.meta.url), 'utf8')) as Manifest;

test('the least scopes; the optional ones may be declined', () => {
  expect(manifest.oauth_config.scopes).toEqual({
    bot: ['commands', 'chat:write'],
    bot_optional: ['users:read', 'files:write', 'usergroups:read'],
  });
  // An installation by OAuth asks for the same.
  expect(requiredScopes).toEqual(manifest.oauth_config.scopes['bot']);
  expect(Object.keys(optionalScopes)).toEqual(manifest.oauth_config.scopes['bot_optional']);
});

test('one command, whose mentions and links arrive escaped', () => {
  expect(manifest.features.slash_commands).toHaveLength(1);
  expect(manifest.features.slash_commands[0]).toMatchObject({ command: '/record', should_escape: true });
  expect(manifest.features.slash_commands[0]?.usage_hint).toContain('start');
});

test('the shortcut that the bot handles', () => {
  expect(manifest.features.shortcuts).toMatchObject([{ type: 'global', callback_id: startShortcut }]);
});

test('Socket Mode with buttons, in one workspace, with tokens that stay', () => {
  expect(manifest.settings).toEqual({
    event_subscriptions: { bot_events: ['app_home_opened', 'app_uninstalled', 'tokens_revoked', 'function_executed'] },
    interactivity: { is_enabled: true },
    // Else Slack takes no steps for workflows.
    org_deploy_enabled: true,
    function_runtime: 'remote',
    socket_mode_enabled: true,
    token_rotation_enabled: false,
  });
});

test('the App Home is enabled, and the bot may send direct messages', () => {
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

test('the steps that the bot takes, with the inputs that it reads', () => {
  expect(Object.keys(manifest.functions).toSorted()).toEqual(steps.map(({ callbackId }) => callbackId).toSorted());
  const inputs = Object.values(manifest.functions).flatMap(({ input_parameters: { properties } }) =>
    Object.keys(properties),
  );
  expect(new Set(inputs)).toEqual(new Set(Object.keys(stepInputs.shape)));
  for (const { input_parameters: given, output_parameters: returned } of Object.values(manifest.functions)) {
    for (const { properties, required } of [given, returned]) {
      const entries = Object.entries(properties);
      expect(entries.map(([name, parameter]) => [name, parameter.name])).toEqual(entries.map(([name]) => [name, name]));
      expect(entries.filter(([, parameter]) => parameter.is_required).map(([name]) => name)).toEqual(required);
    }
    expect(given.properties['slack_channel']?.type).toBe('slack#/types/channel_id');
    expect(given.properties['person']?.type).toBe('slack#/types/user_id');
    expect(returned.required).toEqual(['recording_id']);
  }
});
