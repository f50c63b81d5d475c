import { describe, expect, it } from 'vitest';
import { teams } from '../../pipelines/demo/company.ts';
import { makeHorizon } from '../../pipelines/demo/horizon.ts';
import { isWithin, makeRoster, membershipOn, type Person } from '../../pipelines/demo/roster.ts';

const horizon = makeHorizon(Temporal.Instant.from('2026-11-16T07:00-05:00'), 'America/Detroit', 24);
const people = makeRoster(7, horizon);

function inSeat(key: string): Person {
  const person = people.find((candidate) => candidate.key === key);
  if (person === undefined) throw new Error(`nobody is in seat ${key}`);
  return person;
}

describe('makeRoster(seed, horizon)', () => {
  it('fills eight teams with 47 people at the as-of', () => {
    const counts = teams.map(({ id }) => {
      const members = people.filter((one) => membershipOn(one, horizon.asOfDay)?.teamId === id);
      return members.length;
    });
    expect(counts).toEqual([5, 5, 5, 6, 6, 8, 6, 6]);
  });

  it('gives each team one lead on every day of two years, but for a weekend in Wixom', () => {
    for (const { id } of teams) {
      for (let day = horizon.asOfDay - 730; day <= horizon.asOfDay; day += 1) {
        const leads = people.filter((one) => {
          const membership = membershipOn(one, day);
          return membership?.teamId === id && membership.role === 'lead';
        });
        const isGap = id === 'call-center-wixom' && isWeekendOfChange(day);
        expect([id, day, leads.length]).toEqual([id, day, isGap ? 0 : 1]);
      }
    }
  });

  it('lets nobody have two memberships or two extensions on one day', () => {
    for (const { memberships, extensions } of people) {
      for (const ranges of [memberships, extensions]) {
        for (const range of ranges) {
          expect(ranges.filter((other) => isWithin(other, range.fromDay))).toEqual([range]);
        }
      }
    }
  });

  it('gives an extension to one person at a time, and one of them to two in turn', () => {
    const uses = people.flatMap(({ key, extensions }) =>
      extensions.map((use) => ({ key, ...use })),
    );
    for (const use of uses) {
      const same = uses.filter(
        (other) => other.extension === use.extension && isWithin(other, use.fromDay),
      );
      expect(same).toEqual([use]);
    }
    const left = inSeat('left-plymouth').extensions;
    const joined = inSeat('joined-plymouth').extensions;
    expect(joined.map(({ extension }) => extension)).toEqual(
      left.map(({ extension }) => extension),
    );
  });

  it('moves people between teams, and their telephone with the location only', () => {
    const within = inSeat('moved-from-huron-to-superior');
    expect(within.memberships.map(({ teamId }) => teamId)).toEqual([
      'success-huron',
      'success-superior',
    ]);
    expect(within.extensions).toHaveLength(1);
    const across = inSeat('moved-from-wixom-to-ann-arbor');
    expect(across.memberships.map(({ teamId }) => teamId)).toEqual([
      'call-center-wixom',
      'call-center-ann-arbor',
    ]);
    expect(across.extensions).toHaveLength(2);
  });

  it('keeps names and addresses apart', () => {
    expect(new Set(people.map(({ email }) => email)).size).toBe(people.length);
    expect(people.filter(({ email }) => !/^[a-z]+\.[a-z]+@example\.com$/.test(email))).toEqual([]);
  });

  it('gives other people for another seed', () => {
    const others = makeRoster(8, horizon).map(({ id }) => id);
    expect(others.filter((id) => people.some((person) => person.id === id))).toEqual([]);
  });
});

/** The Saturday and Sunday between the last day of the old lead and the first of the new one. */
function isWeekendOfChange(day: number): boolean {
  const monday = horizon.thisWeekDay - 7 * 35;
  return day === monday - 2 || day === monday - 1;
}
