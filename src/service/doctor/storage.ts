/** What a small test object says of a storage. */
import type { Buckets, StorageCheck } from '../buckets.ts';
import type { Check, FindingCode } from './finding.ts';

export function storageCheck(name: string, buckets: Pick<Buckets, 'check'>): Check {
  return {
    subject: 'storage',
    of: name,
    async run() {
      const { code, detail } = judge(await buckets.check(name));
      return {
        findings: [{ subject: 'storage', of: name, code, ...(detail !== undefined && { values: { detail } }) }],
      };
    },
  };
}

/** Writing is all that Agora needs. A key that may not read or delete is as good, but for links. */
function judge(check: StorageCheck): { code: FindingCode; detail?: string } {
  if (check.kind !== 'checked') return { code: `storage.${check.kind}` };
  const { write, read, remove } = check;
  if (write.kind === 'refused') return { code: 'storage.writeRefused', detail: write.detail };
  if (write.kind === 'failed') return { code: 'storage.writeFailed', detail: write.detail };
  if (read?.kind === 'failed') return { code: 'storage.readFailed', detail: read.detail };
  if (remove?.kind === 'failed') return { code: 'storage.removeFailed', detail: remove.detail };
  if (read?.kind !== 'done') return { code: 'storage.writeOnly' };
  return { code: remove?.kind === 'done' ? 'storage.fine' : 'storage.keepsObject' };
}
