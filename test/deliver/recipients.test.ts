import { describe, expect, test } from 'vitest';
import { listRecipients, type MembershipRow } from '../../pipelines/deliver/recipients.ts';

function row(person: string, team: string, role: string, more: Partial<MembershipRow> = {}) {
  return {
    person_id: person,
    name: `${person} name`,
    email: `${person}@example.com`,
    team_id: team,
    role,
    team_kind: 'success',
    ...more,
  };
}

describe('listRecipients', () => {
  test('gives leads and supervisors one entry each, with all the teams they lead', () => {
    const rows = [
      row('bob', 'south', 'lead', { team_kind: 'call_center' }),
      row('ana', 'west', 'supervisor', { team_kind: 'sales' }),
      row('ana', 'north', 'lead'),
      row('ana', 'east', 'member'),
      row('eve', 'north', 'member'),
      row('max', 'north', 'manager'),
    ];
    expect(listRecipients(rows)).toEqual([
      {
        personId: 'ana',
        name: 'ana name',
        email: 'ana@example.com',
        teams: [
          { teamId: 'north', teamKind: 'success' },
          { teamId: 'west', teamKind: 'sales' },
        ],
      },
      {
        personId: 'bob',
        name: 'bob name',
        email: 'bob@example.com',
        teams: [{ teamId: 'south', teamKind: 'call_center' }],
      },
    ]);
  });

  test('counts a team once for a person who leads and supervises it', () => {
    const [ana] = listRecipients([row('ana', 'north', 'lead'), row('ana', 'north', 'supervisor')]);
    expect(ana?.teams).toEqual([{ teamId: 'north', teamKind: 'success' }]);
  });

  test('keeps a lead without an address, so that it can be reported', () => {
    const [ana] = listRecipients([row('ana', 'north', 'lead', { email: null })]);
    expect(ana?.email).toBeNull();
  });
});
