/** Aborts on the first SIGINT or SIGTERM. The handlers stay: npm passes Ctrl-C on, so it may arrive twice. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  const abort = () => stop.abort();
  process.on('SIGINT', abort).on('SIGTERM', abort);
  return stop.signal;
}
