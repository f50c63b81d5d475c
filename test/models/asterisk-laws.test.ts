import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tries } from '../counts.ts';
import { makeWorkspace } from '../extract/workspace.ts';
import { asteriskModels, openWithModels } from './leg-views.ts';

const seed = 20261123;
const firstEpoch = 1_793_628_000;

interface Visit {
  readonly queue: string;
  /** Seconds that each agent's phone rang in vain, one after the other. */
  readonly misses: readonly number[];
  readonly end: 'talk' | 'transfer' | 'abandon' | 'exit';
  /** Seconds after the last phone stopped. */
  readonly rest: number;
  readonly talk: number;
}

const visit: fc.Arbitrary<Visit> = fc.record({
  queue: fc.constantFrom('800', '810'),
  misses: fc.array(fc.integer({ min: 2, max: 30 }), { maxLength: 3 }),
  end: fc.constantFrom('talk', 'transfer', 'abandon', 'exit'),
  rest: fc.integer({ min: 0, max: 20 }),
  talk: fc.integer({ min: 0, max: 900 }),
});

/** Calls of one or more visits, each entered in the very second in which the one before was left. */
const calls = fc.array(
  fc.record({
    start: fc.nat({ max: 3000 }),
    visits: fc.array(visit, { minLength: 1, maxLength: 4 }),
  }),
  { minLength: 1, maxLength: 30 },
);

interface Expected {
  visits: number;
  answered: number;
  abandoned: number;
  flowOut: number;
  wait: number;
  misses: number;
  transfers: number;
  talk: number;
}

/** The log of a call, and what it must come to. */
function logOf(call: { start: number; visits: readonly Visit[] }, number: number, sum: Expected) {
  const lines: string[] = [];
  const id = `${firstEpoch + call.start}.${number}`;
  let now = firstEpoch + call.start;
  for (const { queue, misses, end, rest, talk } of call.visits) {
    const log = (agent: string, event: string) =>
      lines.push(`${now}|${id}|${queue}|${agent}|${event}`);
    const entered = now;
    log('NONE', 'ENTERQUEUE||7345550142|1');
    for (const seconds of misses) {
      now += seconds;
      log('PJSIP/121', `RINGNOANSWER|${seconds * 1000}`);
    }
    now += rest;
    const wait = now - entered;
    sum.visits += 1;
    sum.wait += wait;
    sum.misses += misses.length;
    if (end === 'exit') log('NONE', `EXITWITHTIMEOUT|1|1|${wait}`);
    if (end === 'abandon') log('NONE', `ABANDON|1|1|${wait}`);
    sum.flowOut += end === 'exit' ? 1 : 0;
    sum.abandoned += end === 'abandon' ? 1 : 0;
    if (end === 'talk' || end === 'transfer') {
      log('PJSIP/122', `CONNECT|${wait}|${id}9|${Math.min(rest, 5)}`);
      now += talk;
      const event = end === 'talk' ? 'COMPLETEAGENT' : 'BLINDTRANSFER|130|from-internal';
      log('PJSIP/122', `${event}|${wait}|${talk}|1`);
      sum.answered += 1;
      sum.talk += talk;
      sum.transfers += end === 'transfer' ? 1 : 0;
    }
  }
  return lines;
}

describe('the legs of a queue log', () => {
  it('add up to what was logged, in whatever order its lines come (CC-1, CC-3)', async () => {
    await fc.assert(
      fc.asyncProperty(calls, fc.boolean(), async (given, isReversed) => {
        const sum: Expected = {
          ...{ visits: 0, answered: 0, abandoned: 0, flowOut: 0 },
          ...{ wait: 0, misses: 0, transfers: 0, talk: 0 },
        };
        const lines = given.flatMap((call, number) => logOf(call, number, sum));
        if (isReversed) lines.reverse();
        const workspace = await makeWorkspace();
        try {
          await workspace.write('inbox/queue_log', `${lines.join('\n')}\n`);
          const folder = `${workspace.folder}/inbox`;
          await workspace.extract([
            { kind: 'cdr', name: 'pbx', format: 'asterisk', folder, timeZone: 'UTC' },
          ]);
          const raw = await openWithModels(workspace.rawPath, asteriskModels);
          const found = await raw.one(`select
              count(*) filter (where leg_kind = 'queue') as visits,
              count(*) filter (where leg_kind = 'queue' and result = 'answered') as answered,
              count(*) filter (where result = 'abandoned') as abandoned,
              count(*) filter (where result = 'flow_out') as "flowOut",
              sum(wait_seconds)::integer as wait,
              count(*) filter (where result = 'no_answer') as misses,
              count(*) filter (where is_transferred_out) as transfers,
              coalesce(sum(talk_seconds), 0)::integer as talk
            from legs_asterisk_queue_log`);
          expect(found).toEqual(sum);
          const [wrong] = await raw.rows(`select count(*) as legs from legs_asterisk_queue_log
            where ended_at < started_at or answered_at < started_at`);
          raw.close();
          expect(wrong).toEqual({ legs: 0 });
        } finally {
          await workspace.remove();
        }
      }),
      { seed, numRuns: tries(5, 100) },
    );
  });
});
