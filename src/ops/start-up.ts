/** The services that must take our credentials before the bot is ready. */

/** Something that only the operator can fix: a line for stderr, without secrets. */
export class StartError extends Error {}

/** Why a service rejects our credentials; undefined where it does not. Rejects where the signal ends the wait. */
export type CredentialsCheck = (signal: AbortSignal) => Promise<string | undefined>;

/** A second rejection may follow the first within this long; people should read both. */
const graceForOthers = 1_000;

/**
 * Runs all checks at once and resolves with the authentication failures that the bot runs in spite of. Throws a `StartError`
 * with them where nothing is live: with recordings at Agora a bot that reaches one service is better than none.
 */
export async function checkServices(
  checks: readonly CredentialsCheck[],
  { isNeeded, signal }: { isNeeded: boolean; signal: AbortSignal },
): Promise<string[]> {
  // A wrong setting of one service must be reported even if the other one does not respond.
  const enough = new AbortController();
  const either = AbortSignal.any([signal, enough.signal]);
  const run = async (check: CredentialsCheck) => {
    const failure = await check(either);
    if (failure !== undefined && !isNeeded)
      setTimeout(() => enough.abort(new StartError(failure)), graceForOthers).unref();
    return failure;
  };
  const failures = (await Promise.all(checks.map(run))).filter((failure) => failure !== undefined);
  signal.throwIfAborted();
  if (failures.length > 0 && !isNeeded) throw new StartError(failures.join('\n'));
  return failures;
}
