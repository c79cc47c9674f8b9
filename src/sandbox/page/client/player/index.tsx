/** Plays the files whose links are clicked: links of messages have the class `link`. */
export function Player() {
  return null;
}
