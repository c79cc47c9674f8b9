/** The files of the bucket as the pane lists them. Pure; the tests run it in Node. */
import type { PageFile } from '../../protocol.ts';

export type FileEntry = PageFile & Readonly<{ name: string }>;

/** `path`: empty for files that lie in no folder. */
export type Folder = Readonly<{ path: string; files: readonly FileEntry[] }>;

/** By folder, in the order of the files. */
export function foldersOf(files: readonly PageFile[]): Folder[] {
  const byPath = new Map<string, FileEntry[]>();
  for (const file of files) {
    const end = file.key.lastIndexOf('/');
    const path = file.key.slice(0, Math.max(0, end));
    const entries = byPath.get(path) ?? [];
    entries.push({ ...file, name: file.key.slice(end + 1) });
    byPath.set(path, entries);
  }
  return [...byPath].map(([path, entries]) => ({ path, files: entries }));
}
