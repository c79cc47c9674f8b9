import { dayTitle } from './text/days.ts';
import { useClock } from './text/use-clock.ts';

export function DayDivider({ seconds }: Readonly<{ seconds: number }>) {
  return (
    <li class="day">
      <span>{dayTitle(seconds, useClock())}</span>
    </li>
  );
}
