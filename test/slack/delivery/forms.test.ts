import type { ModalView } from '@slack/types';
import { WebAPIPlatformError } from '@slack/web-api';
import { expect, test } from 'vitest';
import { createForms } from '../../../src/slack/delivery/forms.ts';
import { quiet } from '../inbound/support.ts';

const view = (text: string): ModalView => ({ type: 'modal', title: { type: 'plain_text', text }, blocks: [] });
const slackError = (error: string) => new WebAPIPlatformError({ ok: false, error });

/** Slack, whose answers the test gives in turn. */
function answers(given: (string | Error | Promise<string>)[], log = quiet) {
  const calls: string[] = [];
  const apiCall = async (method: string, args?: Record<string, unknown>) => {
    const { view: shown, hash } = args as { view: ModalView; hash?: string };
    calls.push([method, shown.title.text, ...(hash === undefined ? [] : [hash])].join(' '));
    const answer = await given.shift();
    if (answer instanceof Error) throw answer;
    return { ok: true, view: { id: 'V1', hash: answer } };
  };
  return { calls, forms: createForms({ apiCall }, log) };
}

test.each(['expired_trigger_id', 'not_found'])(
  'a form that is not opened has the reference of its line in the log: %s',
  async (code) => {
    const lines: object[] = [];
    const log = { ...quiet, warn: (about: object) => void lines.push(about) };
    const { forms } = answers([slackError(code), 'h1'], log);
    const reference = expect.stringMatching(/^[0-9a-f]{6}$/u) as string;
    const failed = await forms.open('t1', view('one'));
    expect(failed).toEqual({ reference });
    expect(lines).toEqual([expect.objectContaining({ ...failed, method: 'views.open', code })]);
    expect(await forms.open('t2', view('one'))).toEqual({ id: 'V1', hash: 'h1' });
  },
);

test('updates of a form wait for one another; one that fails does not stop the next', async () => {
  let release: (hash: string) => void = () => undefined;
  const slow = new Promise<string>((resolve) => {
    release = resolve;
  });
  const { forms, calls } = answers([slow, slackError('not_found'), 'h3']);
  const all = [forms.update('V1', view('one')), forms.update('V1', view('two')), forms.update('V1', view('three'))];
  await Promise.resolve();
  expect(calls).toEqual(['views.update one']);
  release('h1');
  expect(await Promise.all(all)).toEqual([{ id: 'V1', hash: 'h1' }, undefined, { id: 'V1', hash: 'h3' }]);
  expect(calls).toEqual(['views.update one', 'views.update two', 'views.update three']);
});

test('a picture that is not ready is retried once, unless another view is shown', async () => {
  const shown = { id: 'V1', hash: 'h1' };
  const notReady = answers([slackError('invalid_arguments'), 'h2']);
  await notReady.forms.addPicture(shown, view('one'));
  expect(notReady.calls).toEqual(['views.update one h1', 'views.update one h1']);

  const outdated = answers([slackError('hash_conflict')]);
  await outdated.forms.addPicture(shown, view('one'));
  expect(outdated.calls).toHaveLength(1);
});
