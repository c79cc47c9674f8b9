/** What a failure is called both in the log and in the answer to the person who ran into it: six hexadecimal digits. */
export function newReference(): string {
  return crypto.randomUUID().slice(0, 6);
}
