/** What S3 answers, as XML. (Amazon S3 API Reference, "Error responses" and "ListObjectsV2") */

/** `storedAt` in ms. */
export type StoredObject = Readonly<{ bytes: Uint8Array; type: string; storedAt: number }>;

export type BucketResponse = Readonly<{
  status: number;
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array;
}>;

const statuses: Readonly<Record<string, number>> = {
  AccessDenied: 403,
  InvalidAccessKeyId: 403,
  SignatureDoesNotMatch: 403,
  RequestTimeTooSkewed: 403,
  NoSuchBucket: 404,
  NoSuchKey: 404,
  MethodNotAllowed: 405,
  InvalidRange: 416,
};

export function errorResponse({ code, message }: Readonly<{ code: string; message: string }>): BucketResponse {
  const body = `<Error><Code>${code}</Code><Message>${escape(message)}</Message></Error>`;
  return xmlResponse(statuses[code] ?? 400, body);
}

/** A page of names, in the order of their bytes. The token is the last name of the page before. */
export function listResponse(
  objects: ReadonlyMap<string, StoredObject>,
  query: ReadonlyMap<string, string>,
): BucketResponse {
  const { prefix, after, count } = {
    prefix: query.get('prefix') ?? '',
    after: Buffer.from(query.get('continuation-token') ?? '', 'base64url').toString(),
    count: Math.min(Number(query.get('max-keys') ?? 1_000), 1_000),
  };
  const names = [...objects.keys()]
    .filter((name) => name.startsWith(prefix))
    .toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .filter((name) => after === '' || Buffer.compare(Buffer.from(name), Buffer.from(after)) > 0);
  const page = names.slice(0, count);
  const last = names.length > page.length ? page.at(-1) : undefined;
  const contents = page.map((name) => {
    const { bytes, storedAt } = objects.get(name) ?? { bytes: '', storedAt: 0 };
    const modified = new Date(storedAt).toISOString();
    return `<Contents><Key>${escape(name)}</Key><LastModified>${modified}</LastModified><Size>${bytes.length}</Size></Contents>`;
  });
  const token =
    last === undefined
      ? ''
      : `<NextContinuationToken>${Buffer.from(last).toString('base64url')}</NextContinuationToken>`;
  const isTruncated = `<IsTruncated>${last !== undefined}</IsTruncated>`;
  return xmlResponse(200, `<ListBucketResult>${isTruncated}${token}${contents.join('')}</ListBucketResult>`);
}

/** The object, or the part of it that a player asks for. */
export function objectResponse({ bytes, type }: StoredObject, range: string | undefined): BucketResponse {
  const headers = { 'content-type': type, 'accept-ranges': 'bytes' };
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/u.exec(range ?? '') ?? [];
  if (from === '' && to === '') return { status: 200, headers, body: bytes };
  const start = from === '' ? Math.max(0, bytes.length - Number(to)) : Number(from);
  const end = from === '' || to === '' ? bytes.length - 1 : Math.min(Number(to), bytes.length - 1);
  if (start > end) return errorResponse({ code: 'InvalidRange', message: 'The requested range is not satisfiable' });
  const part = { 'content-range': `bytes ${start}-${end}/${bytes.length}` };
  return { status: 206, headers: { ...headers, ...part }, body: bytes.subarray(start, end + 1) };
}

function xmlResponse(status: number, body: string): BucketResponse {
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
  return { status, headers: { 'content-type': 'application/xml' }, body: declaration + body };
}

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
