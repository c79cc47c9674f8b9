/** The peer of the acknowledgement figures: a Bolt app that acknowledges and does nothing else, over the transport of its settings. */
import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, LogLevel, SocketModeReceiver } from '@slack/bolt';

const { SLACK_BOT_TOKEN = '', SLACK_APP_TOKEN = '', SLACK_SIGNING_SECRET = '', SLACK_API_URL = '' } = process.env;
const logLevel = LogLevel.ERROR;
const http =
  SLACK_SIGNING_SECRET === '' ? undefined : new HTTPReceiver({ signingSecret: SLACK_SIGNING_SECRET, logLevel });
const app = new App({
  token: SLACK_BOT_TOKEN,
  receiver:
    http ??
    new SocketModeReceiver({
      appToken: SLACK_APP_TOKEN,
      logLevel,
      installerOptions: { clientOptions: { slackApiUrl: SLACK_API_URL } },
    }),
  logLevel,
  clientOptions: { slackApiUrl: SLACK_API_URL },
});
app.command('/record', async ({ ack }) => {
  await ack();
});
if (http === undefined) {
  await app.start();
  process.stdout.write('{"msg":"ready"}\n');
} else {
  const server = await http.start({ host: '127.0.0.1', port: 0 });
  process.stdout.write(`${JSON.stringify({ msg: 'ready', port: (server.address() as AddressInfo).port })}\n`);
}
