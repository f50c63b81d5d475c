import type { Database } from '../../warehouse/database.ts';
import type { CdrSource } from '../sources.ts';

/** A file as it was when it was loaded. */
export interface KnownFile {
  readonly hash: string;
  readonly name: string;
  readonly sizeBytes: number;
  /** What the file system said of it; null in what older versions of muster loaded. */
  readonly mark: string | null;
  /** Where its last whole line ended, and how many lines there were up to there. */
  readonly endedBytes: number | null;
  readonly endedLines: number | null;
}

/** The files of a source whose content raw knows. */
export class KnownFiles {
  readonly #byHash = new Map<string, KnownFile>();
  readonly #byName = new Map<string, KnownFile[]>();
  readonly #sizes = new Set<number>();

  constructor(files: readonly KnownFile[]) {
    for (const file of files) {
      this.#byHash.set(file.hash, file);
      this.#byName.set(file.name, [...(this.#byName.get(file.name) ?? []), file]);
      this.#sizes.add(file.sizeBytes);
    }
  }

  has(hash: string): boolean {
    return this.#byHash.has(hash);
  }

  /** Whether content of this length was loaded: if not, no content of that length is known. */
  hasSize(sizeBytes: number): boolean {
    return this.#sizes.has(sizeBytes);
  }

  /** The file of this name that the file system says is still the same. */
  unchanged(name: string, mark: string): KnownFile | undefined {
    return this.#byName.get(name)?.find((file) => file.mark === mark);
  }

  /** What a longer file of this name may have grown from, the longest first. */
  beginnings(name: string, sizeBytes: number): KnownFile[] {
    return (this.#byName.get(name) ?? [])
      .filter((file) => file.endedBytes !== null && file.sizeBytes < sizeBytes)
      .sort((a, b) => b.sizeBytes - a.sizeBytes);
  }
}

/** Reads what raw knows of a source's files. */
export async function readKnownFiles(raw: Database, source: CdrSource): Promise<KnownFiles> {
  const rows = await raw.rows<KnownFile>(
    `select file_hash as hash, file_name as name, size_bytes as "sizeBytes", file_mark as mark,
       ended_bytes as "endedBytes", ended_lines as "endedLines"
     from raw.files where source = $source`,
    { source: source.name },
  );
  return new KnownFiles(rows);
}
