import { locationOfTeam, locations, queues, teamById, teams } from './company.ts';
import type { TableContent } from './copy-text.ts';
import type { Horizon } from './horizon.ts';
import { isoDate, type LocalDay } from './local-day.ts';
import type { Person } from './roster.ts';
import { movedDay, plymouthSystem } from './telephone-move.ts';

/** A person whose hire date was never filled in; the date of the account stands in for it. */
const seatWithoutHireDate = 'success-superior/3';

/** The tables about who works where, from users to queues. */
export function peopleTables(people: readonly Person[], horizon: Horizon): TableContent[] {
  return [
    users(people, horizon),
    {
      table: 'locations',
      columns: ['id', 'name', 'time_zone'],
      rows: locations.map(({ id, name }) => [id, name, horizon.timeZone]),
    },
    locationStaff(people),
    {
      table: 'teams',
      columns: ['id', 'name', 'kind', 'location_id'],
      rows: teams.map(({ id, name, kind, locationId }) => [id, name, kind, locationId]),
    },
    teamMembers(people),
    userExtensions(people),
    {
      table: 'call_queues',
      columns: ['extension', 'name', 'team_id'],
      rows: queues.map(({ extension, name, teamId }) => [extension, name, teamId]),
    },
    {
      table: 'telephone_systems',
      columns: ['name', 'team_id', 'used_from'],
      rows: [[plymouthSystem.name, plymouthSystem.teamId, isoDate(movedDay(horizon))]],
    },
  ];
}

function users(people: readonly Person[], horizon: Horizon): TableContent {
  const columns = 'id email full_name role hired_on left_on created_at updated_at'.split(' ');
  const rows = people.map((person) => [
    person.id,
    person.email,
    person.fullName,
    applicationRole(person),
    person.key === seatWithoutHireDate ? null : isoDate(person.hiredDay),
    dateOrNull(person.leftDay),
    `${isoDate(person.hiredDay)} 14:00:00+00`,
    `${isoDate(person.leftDay ?? Math.min(horizon.asOfDay - 1, person.hiredDay + 200))} 15:00:00+00`,
  ]);
  return { table: 'users', columns, rows };
}

/** The role in the application, of those that the documents name. */
function applicationRole({ key, memberships }: Person): string {
  const current = memberships.at(-1);
  if (current === undefined) return key === 'operations-analyst' ? 'superadmin' : 'manager';
  const isCallCenter = teamById(current.teamId).kind === 'call_center';
  if (current.role === 'lead') return isCallCenter ? 'supervisor' : 'manager';
  return isCallCenter ? 'call_center_agent' : 'staff';
}

/** Where people work and have worked; those in no team work at the first location. */
function locationStaff(people: readonly Person[]): TableContent {
  const rows = people.flatMap((person) => {
    const names = person.memberships.map(({ teamId }) => locationOfTeam(teamId).name);
    const current = names.at(-1) ?? locations[0]?.name ?? '';
    const all = [...new Set([...names, current])];
    return all.map((name) => [person.id, name, name === current && person.leftDay === null]);
  });
  return { table: 'location_staff', columns: ['user_id', 'location_name', 'is_active'], rows };
}

function teamMembers(people: readonly Person[]): TableContent {
  const rows = people.flatMap((person) =>
    person.memberships.map(({ teamId, role, fromDay, toDay }) => [
      teamId,
      person.id,
      role,
      isoDate(fromDay),
      dateOrNull(toDay),
    ]),
  );
  const columns = ['team_id', 'user_id', 'role', 'valid_from', 'valid_to'];
  return { table: 'team_members', columns, rows };
}

function userExtensions(people: readonly Person[]): TableContent {
  const rows = people.flatMap((person) =>
    person.extensions.map(({ extension, fromDay, toDay }) => [
      person.id,
      extension,
      isoDate(fromDay),
      dateOrNull(toDay),
    ]),
  );
  const columns = ['user_id', 'extension', 'valid_from', 'valid_to'];
  return { table: 'user_extensions', columns, rows };
}

function dateOrNull(day: LocalDay | null): string | null {
  return day === null ? null : isoDate(day);
}
