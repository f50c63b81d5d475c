import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, writeWholeFile } from '../run/files.ts';
import { exitCodes, UserError } from '../run/user-error.ts';

const stagingName = '.sample-company';

/** Files on their way into the inbox: written aside, and moved in together at the end. */
export class StagedInbox {
  readonly #inboxFolder: string;
  readonly #staging: string;
  readonly #names: string[] = [];

  private constructor(inboxFolder: string) {
    this.#inboxFolder = inboxFolder;
    this.#staging = join(inboxFolder, stagingName);
  }

  /**
   * Opens an inbox for files of the given names. Throws a UserError (exit 2) when it holds exports of
   * other names: two companies' calls must not meet in one inbox.
   */
  static async open(inboxFolder: string, names: readonly string[]): Promise<StagedInbox> {
    await makeFolder(inboxFolder);
    const foreign = (await readdir(inboxFolder))
      .filter((name) => name.endsWith('.log') && !names.includes(name))
      .sort();
    if (foreign.length > 0) {
      throw new UserError({
        what: `the inbox holds ${foreign.length} other exports, the first is "${foreign[0]}"`,
        where: inboxFolder,
        advice: 'Name another folder, or remove them. Nothing was written.',
        exitCode: exitCodes.usage,
      });
    }
    const inbox = new StagedInbox(inboxFolder);
    await inbox.discard();
    return inbox;
  }

  /** Writes a file aside. */
  async add(name: string, text: string): Promise<void> {
    await writeWholeFile(join(this.#staging, name), text);
    this.#names.push(name);
  }

  /** Moves all files into the inbox, in place of older ones of the same name. */
  async publish(): Promise<void> {
    for (const name of this.#names) {
      await rename(join(this.#staging, name), join(this.#inboxFolder, name));
    }
    await this.discard();
  }

  /** Removes what lies aside. */
  async discard(): Promise<void> {
    await rm(this.#staging, { recursive: true, force: true });
  }
}
