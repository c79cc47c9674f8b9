/** A recorder instance at Agora: what it records, how it is, and what can happen to it. */
import type { PageRecorder } from '../../protocol.ts';
import type { Act } from '../connection.ts';
import { Canvas } from './canvas.tsx';
import { formatTime, runTime } from './format.ts';
import { texts } from './texts.ts';

type Props = Readonly<{ recorder: PageRecorder; now: number; act: Act }>;

export function Recorder({ recorder, now, act }: Props) {
  const { sid, cname, mode, status, endedAt, failoverUntil, layout, files } = recorder;
  const isRunning = endedAt === undefined;
  const time = runTime(recorder, now);
  const { recorders } = texts;
  return (
    <article class="recorder" data-state={isRunning ? 'running' : 'ended'} data-sid={sid} aria-label={cname}>
      <header class="recorder-head">
        <h4 class="recorder-name">{cname}</h4>
        <span class="chip">{recorders.modes[mode]}</span>
        {layout !== undefined && <span class="chip">{layout}</span>}
        <span class="recorder-time">{isRunning ? recorders.running(time) : recorders.ended(time)}</span>
      </header>
      {isRunning && <Canvas recorder={recorder} />}
      <p class="recorder-status">{status}</p>
      {failoverUntil !== undefined && failoverUntil > now && (
        <p class="recorder-warning">{recorders.moving(formatTime(failoverUntil))}</p>
      )}
      <footer class="recorder-foot">
        <span class="sid" title={sid}>
          <span class="visually-hidden">sid </span>
          {sid}
        </span>
        {files.length > 0 && <span class="recorder-files">{recorders.files(files.length)}</span>}
        {isRunning && <Controls sid={sid} cname={cname} act={act} />}
      </footer>
    </article>
  );
}

function Controls({ sid, cname, act }: Readonly<{ sid: string; cname: string; act: Act }>) {
  const { failover, kill, about } = texts.recorders;
  return (
    <span class="buttons">
      <button
        type="button"
        class="button button-small"
        aria-label={about(failover, cname)}
        onClick={() => void act({ type: 'failover', sid })}
      >
        {failover}
      </button>
      <button
        type="button"
        class="button button-small button-danger"
        aria-label={about(kill, cname)}
        onClick={() => void act({ type: 'killRecorder', sid })}
      >
        {kill}
      </button>
    </span>
  );
}
