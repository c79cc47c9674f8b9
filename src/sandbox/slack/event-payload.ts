/** What tells a payload's workspace, and what Slack wraps an event in. */
import { verificationToken } from './app-token.ts';
import type { Organization } from './grants.ts';
import { appId, type State } from './state.ts';
import type { Json, User } from './types.ts';

/** Where a slash command was typed; all its fields are strings. */
export function commandOrigin({ team, isEnterpriseInstall }: State): Json {
  const { id, domain, enterprise } = team;
  return {
    team_id: id,
    team_domain: domain,
    ...(enterprise === undefined ? {} : { enterprise_id: enterprise.id, enterprise_name: enterprise.name }),
    is_enterprise_install: String(isEnterpriseInstall()),
  };
}

/** Where somebody clicked or submitted. Where an organization has installed the app, `team` is null outside of messages. */
export function interactionOrigin({ team, isEnterpriseInstall }: State, place: 'message' | 'view' | 'global'): Json {
  const { id, domain, enterprise } = team;
  const isEnterprise = isEnterpriseInstall();
  const grid = enterprise === undefined ? {} : { enterprise_id: enterprise.id, enterprise_name: enterprise.name };
  return {
    team: isEnterprise && place !== 'message' ? null : { id, domain, ...grid },
    enterprise: enterprise === undefined ? null : { id: enterprise.id, name: enterprise.name },
    is_enterprise_install: isEnterprise,
  };
}

/** The person in an interaction. `workspace`: theirs, where it is another one. */
export function wireUser({ team }: State, { id, name }: User, workspace = team.id): Json {
  return { id, username: name, name, team_id: workspace };
}

export function eventPayload(state: State, event: Json): Json {
  const { id, enterprise } = state.team;
  const isEnterprise = state.isEnterpriseInstall();
  const authorization = { team_id: isEnterprise ? null : id, is_enterprise_install: isEnterprise };
  return envelope(state, { team_id: id, enterprise_id: enterprise?.id, authorization }, event);
}

/** An event that is about an organization's installation as a whole. */
export function enterpriseEventPayload(
  { about, bot }: Organization,
  { clock, id }: Pick<State, 'clock' | 'id'>,
  event: Json,
): Json {
  const authorization = { team_id: null, is_enterprise_install: true };
  return envelope({ clock, id, bot }, { team_id: about.id, enterprise_id: about.id, authorization }, event);
}

type Origin = { team_id: string; enterprise_id: string | undefined; authorization: Json };

function envelope(
  { clock, id, bot }: Pick<State, 'clock' | 'id' | 'bot'>,
  { team_id, enterprise_id, authorization }: Origin,
  event: Json,
): Json {
  return {
    token: verificationToken,
    team_id,
    ...(enterprise_id === undefined ? {} : { enterprise_id }),
    api_app_id: appId,
    type: 'event_callback',
    event_id: id('Ev'),
    event_time: Math.floor(clock.now() / 1000),
    authorizations: [{ enterprise_id: enterprise_id ?? null, ...authorization, user_id: bot.userId, is_bot: true }],
    is_ext_shared_channel: false,
    event,
  };
}
