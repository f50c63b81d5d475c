import { describe, expect, it } from 'vitest';
import { exportFileName } from '../../pipelines/demo/export-file.ts';
import { isoDate } from '../../pipelines/demo/local-day.ts';
import { isQueueCall, linesOf, makeExports, smallCompany } from './export-lines.ts';

const { calls, files, weeks, horizon } = makeExports(smallCompany);
const lines = files.flatMap(linesOf);
const goodLines = lines.filter((line) => {
  return line.split(',').length === 27 && !line.includes('/02/30 ');
});

function instantOf(text: string): number {
  return Date.parse(`${text.replaceAll('/', '-').replace(' ', 'T')}Z`);
}

function secondsOf(text: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number);
  return 3600 * hours + 60 * minutes + seconds;
}

describe('the export files', () => {
  it('are one a week, named after it, up to the week of the as-of', () => {
    expect(weeks.map(exportFileName)).toEqual(
      ['38', '39', '40', '41', '42', '43', '44', '45', '46', '47'].map(
        (week) => `cdr-2026-W${week}.log`,
      ),
    );
  });

  it('have 27 fields in every line but the three that are spoilt', () => {
    expect(lines.length - goodLines.length).toBe(3);
    expect(files.map(({ damage }) => damage)).toEqual([
      ...[null, null, null, null, null, null],
      'impossible date',
      'cut line',
      'comma in a name',
      null,
    ]);
    const odd = lines.filter((line) => !goodLines.includes(line));
    expect(odd.map((line) => line.split(',').length)).toEqual([27, expect.any(Number), 28]);
  });

  it('hide the start of the call in its id, to the second', () => {
    const wrong = goodLines.filter((line) => {
      const [, id = '', , start = ''] = line.split(',');
      const bytes = id.slice(0, 16).match(/../g) ?? [];
      const ms = Number.parseInt(bytes.reverse().join(''), 16);
      return (
        !/^[0-9a-f]{12}0000_\d+$/.test(id) || Math.floor(ms / 1000) * 1000 !== instantOf(start)
      );
    });
    expect(wrong).toEqual([]);
  });

  it('order start, answer and end, and give a duration that fits them or is a second short', () => {
    const wrong = goodLines.filter((line) => {
      const [, , duration = '', start = '', answer = '', end = ''] = line.split(',');
      if (answer === '') return duration !== '' || instantOf(end) < instantOf(start);
      const rest = (instantOf(end) - instantOf(answer)) / 1000 - secondsOf(duration);
      return instantOf(answer) < instantOf(start) || (rest !== 0 && rest !== 1);
    });
    expect(wrong).toEqual([]);
  });

  it('name outside parties by reserved numbers only', () => {
    const outside = calls.flatMap(({ call }) =>
      [call.from, call.to].filter(({ type }) => type === 'Line').map(({ number }) => number),
    );
    const wrong = outside.filter(
      (number) => number !== 'anonymous' && !/^(\+1)?[2-9]\d\d55501\d\d$/.test(number),
    );
    expect(wrong).toEqual([]);
    expect(outside.filter((number) => number === 'anonymous').length).toBeGreaterThan(0);
  });

  it('hold every call once, but for the 25 lines that every sixth file repeats', () => {
    const ids = goodLines.map((line) => line.split(',')[1]);
    expect(ids.length - new Set(ids).size).toBe(50);
    const [before, last] = [files.at(-3), files.at(-2)];
    if (before === undefined || last === undefined) throw new Error('files are missing');
    const tail = linesOf(before).filter((line) => goodLines.includes(line));
    expect(linesOf(last).slice(0, 25)).toEqual(tail.slice(-25));
  });

  it('stand in the order in which calls end, and not in the order of their starts', () => {
    const starts = files
      .slice(0, 1)
      .flatMap(linesOf)
      .map((line) => line.split(',')[3] ?? '');
    expect(starts.length).toBeGreaterThan(100);
    expect(starts).not.toEqual([...starts].sort());
  });

  it('end at the as-of', () => {
    const late = calls.filter(({ call }) => call.endMs >= horizon.asOfMs);
    expect(late).toEqual([]);
    expect(Math.max(...calls.map(({ call }) => call.endMs))).toBeGreaterThan(
      horizon.asOfMs - 24 * 3600 * 1000,
    );
  });
});

describe('the calls', () => {
  it('keep each telephone in one call at a time', () => {
    const talks = calls.flatMap(({ call }) => {
      const { service } = call;
      if (call.from.type === 'Extension') {
        return [{ extension: call.from.dn, fromMs: call.startMs, toMs: call.endMs }];
      }
      if (isQueueCall(call) && service?.agent != null && service.spokenFromMs !== null) {
        const { extension } = service.agent;
        return [{ extension, fromMs: service.spokenFromMs, toMs: call.endMs }];
      }
      const isAnswered = call.to.type === 'Extension' && call.final === null;
      return isAnswered && call.answerMs !== null
        ? [{ extension: call.to.dn, fromMs: call.answerMs, toMs: call.endMs }]
        : [];
    });
    expect(talks.length).toBeGreaterThan(5000);
    for (const own of Map.groupBy(talks, ({ extension }) => extension).values()) {
      const sorted = own.sort((a, b) => a.fromMs - b.fromMs);
      const overlapping = sorted.filter(
        (talk, index) => talk.toMs > (sorted[index + 1]?.fromMs ?? talk.toMs),
      );
      expect(overlapping).toEqual([]);
    }
  });

  it('run through the night on which the clocks go back, one of them across the change', () => {
    const change = Date.UTC(2026, 10, 1, 6);
    const around = calls.filter(
      ({ call }) => Math.abs(call.startMs - change) < 5401_000 && call.to.dn === '800',
    );
    const planted = [-5400, -2700, -20, 240, 1500, 3300].map((offset) => change + offset * 1000);
    expect(around.map(({ call }) => call.startMs)).toEqual(expect.arrayContaining(planted));
    const across = around.filter(({ call }) => call.startMs < change && call.endMs > change);
    expect(across.length).toBeGreaterThan(0);
  });

  it('are quiet on a holiday', () => {
    const { calls: autumn } = makeExports({
      ...smallCompany,
      asOf: Temporal.Instant.from('2026-11-30T07:00-05:00'),
      monthCount: 1,
    });
    const countOn = (date: string) => autumn.filter(({ day }) => isoDate(day) === date).length;
    expect(countOn('2026-11-26')).toBeLessThan(10);
    expect(countOn('2026-11-25')).toBeGreaterThan(100);
  });

  it('are of every kind', () => {
    const count = (has: (call: (typeof calls)[number]['call']) => boolean) =>
      calls.filter(({ call }) => has(call)).length;
    const total = calls.length;
    expect(count((call) => call.changeReason === 'ReplacedDst') / total).toBeGreaterThan(0.25);
    expect(count((call) => call.changeReason === 'ReplacedSrc')).toBeGreaterThan(50);
    expect(count((call) => call.changeReason === 'QFwdToDNA')).toBeGreaterThan(20);
    expect(count((call) => call.to.type === 'VoiceMail')).toBeGreaterThan(20);
    expect(count((call) => call.to.type === 'Line') / total).toBeGreaterThan(0.4);
    expect(
      count((call) => call.from.type === 'Extension' && call.to.type === 'Extension'),
    ).toBeGreaterThan(20);
    // Plymouth's phones have moved to a system of their own.
    expect(count((call) => call.from.dn === '190' || call.final?.dn === '190')).toBe(0);
    expect(count((call) => call.to.dn === '820')).toBe(0);
  });

  it('overrun Wixom in the latest closed week and leave Ann Arbor as it was', () => {
    const answeredShare = (queue: string, from: number, to: number) => {
      const own = calls.filter(
        ({ call, day }) => isQueueCall(call) && call.to.dn === queue && day >= from && day < to,
      );
      return own.filter(({ call }) => call.changeReason.startsWith('Replaced')).length / own.length;
    };
    const { lastWeekDay, thisWeekDay } = horizon;
    const change = (queue: string) =>
      answeredShare(queue, lastWeekDay, thisWeekDay) -
      answeredShare(queue, lastWeekDay - 28, lastWeekDay);
    expect(change('810')).toBeLessThan(-0.08);
    expect(Math.abs(change('800'))).toBeLessThan(0.06);
  });
});
