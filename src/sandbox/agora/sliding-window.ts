/**
 * Allows at most `most` requests in any sliding second. Agora allows 10 per second and App ID, over all methods, counted at
 * arrival. A rejected request is not counted, so that repeated requests do not prolong the rejection.
 */
export function slidingWindow(most: number): (now: number) => boolean {
  let passed: number[] = [];
  return (now) => {
    passed = passed.filter((at) => at > now - 1000);
    if (passed.length >= most) return false;
    passed.push(now);
    return true;
  };
}
