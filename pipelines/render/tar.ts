import { posix } from 'node:path';

const blockBytes = 512;

/** The regular files of a tar archive by their base names; folders and links are left out. */
export function filesInTar(archive: Buffer): { name: string; data: Buffer }[] {
  const files: { name: string; data: Buffer }[] = [];
  let at = 0;
  while (at + blockBytes <= archive.length && archive[at] !== 0) {
    const header = archive.subarray(at, at + blockBytes);
    const sizeBytes = Number.parseInt(textOf(header, 124, 12), 8);
    const kind = textOf(header, 156, 1);
    const start = at + blockBytes;
    if (kind === '0' || kind === '') {
      const name = posix.basename(textOf(header, 0, 100));
      files.push({ name, data: archive.subarray(start, start + sizeBytes) });
    }
    at = start + Math.ceil(sizeBytes / blockBytes) * blockBytes;
  }
  return files;
}

function textOf(header: Buffer, start: number, lengthBytes: number): string {
  const field = header.subarray(start, start + lengthBytes).toString('latin1');
  return field.split('\0')[0] ?? '';
}
