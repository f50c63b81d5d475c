import { availableParallelism } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { type Database, quote } from '../warehouse/database.ts';

/** Where views lie that live as long as a build is made; it is no part of the build's file. */
export const passingSchema = 'passing.main';

const processors = availableParallelism();
/** Half of the processors and one more: two of two, three of four. */
const laneCount = Math.min(Math.floor(processors / 2) + 1, 4);
/**
 * How many threads DuckDB needs for as many tasks at once as there are processors: each lane is a thread of its own.
 * With more of them than processors they only take their caches from each other.
 */
export const threadsBesideLanes = processors - laneCount + 1;

/** A step of a build, for any lane; `after` names the steps whose results it reads. */
export interface Step {
  readonly name: string;
  readonly after: Iterable<string>;
  readonly take: (lane: Database) => Promise<void>;
}

/**
 * Connections by which a build is made side by side: to plan a statement takes one processor, and where there is
 * much SQL over few rows that is most of the time. All see the same tables and views.
 */
export class Lanes {
  readonly #all: readonly Database[];

  private constructor(all: readonly Database[]) {
    this.#all = all;
  }

  /** Attaches `path`, the file of a new build, to the open raw database and opens lanes to it. */
  static async open(raw: Database, path: string): Promise<Lanes> {
    const all: Database[] = [];
    for (let at = 0; at < laneCount; at += 1) {
      all.push(await raw.another());
    }
    const lanes = new Lanes(all);
    // A build that is cut off is thrown away, so that nothing need be written twice for its sake.
    await lanes.first.run(
      `attach ${quote(path)} as build (recovery_mode no_wal_writes); attach ':memory:' as passing`,
    );
    for (const lane of all) await lane.run(`set search_path = 'build.main,${passingSchema}'`);
    return lanes;
  }

  /** How many steps can be taken at once. */
  get count(): number {
    return this.#all.length;
  }

  /** The lane for what is done alone. */
  get first(): Database {
    return this.#all[0] as Database;
  }

  /**
   * Takes all steps, each after those that it names, and of those that can be taken the first one first; what is
   * no step counts as done. When one throws, no other is begun, those under way are interrupted, and its error is
   * thrown when they have ended.
   */
  async take(steps: readonly Step[]): Promise<void> {
    const left = new Set(steps.map(({ name }) => name));
    const waiting = new Set(steps);
    const idle = [...this.#all];
    const errors: unknown[] = [];
    const taking = new Map<Database, Promise<void>>();
    const begin = (lane: Database, step: Step) => {
      waiting.delete(step);
      const work = step.take(lane).then(
        () => void left.delete(step.name),
        (error: unknown) => void errors.push(error),
      );
      taking.set(
        lane,
        work.then(() => void (taking.delete(lane) && idle.push(lane))),
      );
    };
    while (left.size > 0) {
      for (const step of waiting) {
        if (idle.length === 0 || errors.length > 0) break;
        if ([...step.after].every((name) => !left.has(name))) begin(idle.pop() as Database, step);
      }
      if (taking.size === 0 || errors.length > 0) break;
      await Promise.race(taking.values());
    }
    if (errors.length > 0) {
      await interrupt(taking);
      throw errors[0];
    }
    if (left.size > 0) throw new Error(`steps wait for each other: ${[...left].join(', ')}`);
  }

  /** Lets go of the build, whose file is then whole, and closes the lanes. */
  async close(): Promise<void> {
    for (const lane of this.#all.slice(1)) lane.close();
    try {
      await this.first.run('use raw; detach build; detach passing');
    } finally {
      this.first.close();
    }
  }
}

/** Waits for what is under way, interrupted again and again: a lane between two statements does not hear it. */
async function interrupt(taking: ReadonlyMap<Database, Promise<void>>): Promise<void> {
  while (taking.size > 0) {
    for (const lane of taking.keys()) lane.interrupt();
    await Promise.race([...taking.values(), setTimeout(20)]);
  }
}
