import type { Installation } from '../../../src/slack/installations/installation.ts';

export function installationOf(more: Partial<Installation>): Installation {
  return {
    id: 'T1',
    name: 'school',
    enterpriseId: '',
    isEnterprise: false,
    url: 'https://school.slack.com/',
    botId: 'B1',
    botUserId: 'U1',
    scopes: ['commands', 'chat:write'],
    bot: { token: 'xoxb-1' },
    ...more,
  };
}
