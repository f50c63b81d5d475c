import fc from 'fast-check';
import { keepsTheLaws } from './adapter-laws.ts';
import { calls, lineOf, olderLineOf } from './three-cx-lines.ts';

const secrets = /Dana|Frey|7345550142|2485550117|3135550199/;

keepsTheLaws({
  title: '3CX, of V20 and from before',
  source: { format: '3cx', profile: { olderTimeZone: 'America/Detroit' } },
  secrets,
  few: 2,
  fileName: (number) => `cdr-${number}.log`,
  lines: fc
    .tuple(calls, fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }))
    .map(([all, isOlder]) =>
      all.map((call, index) => (isOlder[index] === true ? olderLineOf(call) : lineOf(call))),
    ),
});

// A call may be told twice, with another end: the later end counts, whatever comes first.
keepsTheLaws({
  title: '3CX that tell a call twice',
  source: { format: '3cx' },
  secrets,
  few: 2,
  fileName: (number) => `cdr-${number}.csv`,
  lines: calls.map((all) =>
    all.flatMap((call) => [
      lineOf(call),
      lineOf({ ...call, talkSeconds: (call.talkSeconds ?? 0) + 5 }),
      lineOf({ ...call, caller: '+13135550199' }),
    ]),
  ),
});
