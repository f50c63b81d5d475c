import type { Desk } from './call.ts';
import type { Random } from './random.ts';
import { SegmentTrace } from './segment.ts';
import type { TalkTruth, VisitTruth } from './segmented-call.ts';
import { driftFactor } from './telephone-move.ts';
import { msOf, type Workday } from './workday.ts';

/** A call while it is made: its segments so far, what is true of it, and whose phones are free. */
export class CallInProgress {
  readonly trace = new SegmentTrace();
  readonly visits: VisitTruth[] = [];
  readonly talks: TalkTruth[] = [];
  readonly misses: Desk[] = [];
  readonly workday: Workday;
  readonly #pick: (random: Random) => Desk;

  constructor(workday: Workday, pick: (random: Random) => Desk) {
    this.workday = workday;
    this.#pick = pick;
  }

  /** A desk that is free for a time, which is then taken; undefined when none is found soon. */
  freeDesk(random: Random, fromMs: number, toMs: number): Desk | undefined {
    return this.deskFor(random, () => [fromMs, toMs]);
  }

  /** A desk that is free for the time that it would take. */
  deskFor(
    random: Random,
    timeOf: (desk: Desk) => readonly [fromMs: number, toMs: number],
  ): Desk | undefined {
    for (let attempt = 0; attempt < 8; attempt += 1) {
      const desk = this.#pick(random);
      const [fromMs, toMs] = timeOf(desk);
      if (this.workday.agenda.book(desk.extension, fromMs, toMs)) return desk;
    }
    return undefined;
  }

  /** How long a desk talks where an ordinary one takes so many seconds. */
  talkMs(desk: Desk, seconds: number): number {
    const { day, plan } = this.workday;
    const drift = driftFactor(desk.person?.key ?? '', day, plan.horizon);
    return msOf(seconds * (desk.person?.skill.talk ?? 1) * drift);
  }
}
