/** What Slack wraps an event in. */
import { verificationToken } from './app-token.ts';
import type { State } from './state.ts';
import type { Json } from './types.ts';

export function eventPayload(state: State, event: Json): Json {
  return {
    token: verificationToken,
    team_id: state.team.id,
    api_app_id: state.appId,
    type: 'event_callback',
    event_id: state.id('Ev'),
    event_time: Math.floor(state.clock.now() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: state.team.id,
        user_id: state.bot.userId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
    event,
  };
}
