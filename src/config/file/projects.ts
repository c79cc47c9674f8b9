/** `projects`: Agora projects besides the one of the AGORA_* variables. */
import { z } from 'zod';
import { type ChannelType, channelTypes } from '../../recording/spec.ts';
import type { Environment } from '../environment.ts';
import { basicUser, hex32, urlList } from '../parse.ts';
import type { EntryReader } from './entries.ts';
import { choice, field, parsedBy, text, variable } from './fields.ts';
import { valueOf } from './problems.ts';

export type AgoraProject = Readonly<{
  name: string;
  appId: string;
  customerId: string;
  customerSecret: string;
  certificate?: string;
  /** Of Agora's notification service. */
  notifySecret?: string;
  channelType: ChannelType;
  /** In order of preference, without a slash at the end. */
  apiUrls: ApiUrls;
}>;

type ApiUrls = readonly [string, ...string[]];

/** Where nothing else is said. */
export const usualApiUrls: ApiUrls = ['https://api.agora.io', 'https://api.sd-rtn.com'];

export const project = z.strictObject({
  appId: text(hex32, {
    meaning: 'the App ID of the project',
    accepts: '32 hexadecimal digits in quotes',
    example: "'0123456789abcdef0123456789abcdef'",
  }),
  customerIdEnv: variable({ meaning: 'Customer ID of the REST API', example: 'SCHOOL_CUSTOMER_ID' }, basicUser),
  customerSecretEnv: variable({
    meaning: 'Customer Secret that belongs to it',
    example: 'SCHOOL_CUSTOMER_SECRET',
  }),
  certificateEnv: variable(
    {
      meaning: 'App Certificate: when set, every recorder gets an RTC token',
      example: 'SCHOOL_CERTIFICATE',
    },
    hex32,
  ).exactOptional(),
  channelType: choice(channelTypes, {
    meaning: 'what the apps in the channel use, or nothing is recorded',
    example: 'live',
    default: 'communication',
  }).exactOptional(),
  apiUrl: field(
    z.union([z.string(), z.array(z.string()).transform((urls) => urls.join(','))]).transform(parsedBy(urlList)),
    {
      meaning: 'base URLs in order of preference',
      accepts: 'a base URL, or a list of them',
      example: '[https://api.agora.io, https://api.sd-rtn.com]',
      default: `[${usualApiUrls.join(', ')}]`,
    },
  ).exactOptional(),
  notifySecretEnv: variable({
    meaning: 'secret of the notification service; turns the callback endpoint on',
    example: 'SCHOOL_NOTIFY_SECRET',
  }).exactOptional(),
});

export function projectReader(env: Environment): EntryReader<typeof project, AgoraProject> {
  return {
    schema: () => ({ schema: project }),
    checkTogether({ apiUrl }, { at, report }) {
      const parsed = urlList((apiUrl ?? usualApiUrls).join(','));
      if ('warning' in parsed && parsed.warning !== undefined) report.warning([...at, 'apiUrl'], parsed.warning);
    },
    build: (
      name,
      { appId, customerIdEnv, customerSecretEnv, certificateEnv, notifySecretEnv, channelType, apiUrl },
    ) => ({
      name,
      appId,
      customerId: valueOf(env, customerIdEnv),
      customerSecret: valueOf(env, customerSecretEnv),
      ...(certificateEnv !== undefined && { certificate: valueOf(env, certificateEnv) }),
      ...(notifySecretEnv !== undefined && { notifySecret: valueOf(env, notifySecretEnv) }),
      channelType: channelType ?? 'communication',
      apiUrls: apiUrl ?? usualApiUrls,
    }),
  };
}
