/** What is in the bucket. The player opens what the page can play; its links are those of the messages, too. */
import type { PageFile } from '../../protocol.ts';
import { type FileEntry, type Folder, foldersOf } from './folders.ts';
import { formatBytes } from './format.ts';
import { Section } from './section.tsx';
import { texts } from './texts.ts';

export function Files({ files }: Readonly<{ files: readonly PageFile[] }>) {
  return (
    <Section title={texts.files.title}>
      {files.length === 0 && <p class="agora-none">{texts.files.none}</p>}
      {foldersOf(files).map((folder) => (
        <FolderList key={folder.path} folder={folder} />
      ))}
    </Section>
  );
}

function FolderList({ folder: { path, files } }: Readonly<{ folder: Folder }>) {
  return (
    <div class="folder">
      {path !== '' && <h4 class="folder-name">{`${path}/`}</h4>}
      <ul class="agora-list">
        {files.map((file) => (
          <FileRow key={file.key} file={file} />
        ))}
      </ul>
    </div>
  );
}

function FileRow({ file: { key, name, url, kind, bytes } }: Readonly<{ file: FileEntry }>) {
  const action = kind === 'hls' || kind === 'mp4' ? texts.files.play : texts.files.open;
  return (
    <li class="file-row">
      <span class="file-name" title={key}>
        {name}
      </span>
      <span class="file-size">{formatBytes(bytes)}</span>
      <a class="link file-link" href={url} target="_blank" rel="noreferrer" aria-label={`${action}: ${name}`}>
        {action}
      </a>
    </li>
  );
}
