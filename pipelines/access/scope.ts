import { exitCodes, UserError } from '../run/user-error.ts';

export const scopeKinds = ['organization', 'location', 'team', 'member', 'tenant'] as const;
/** What a person can ask for or be shown. */
export type ScopeKind = (typeof scopeKinds)[number];

/** What a number or a report is about, such as `team:north`; the organization's id is `all`. */
export interface Scope {
  readonly kind: ScopeKind;
  readonly id: string;
}

/** A row of the model `scopes`. */
export interface ScopeRow {
  readonly scope_kind: string;
  readonly scope_id: string;
  readonly scope_name: string;
  readonly team_id: string | null;
  readonly team_kind: string | null;
  readonly location_id: string | null;
  readonly person_id: string | null;
  readonly tenant_id: string | null;
}

/** Reads `team:<id>` or `organization`. Throws a UserError (exit 2) that names the kinds. */
export function parseScope(text: string): Scope {
  const [kindText = '', ...rest] = text.split(':');
  const kind = scopeKinds.find((known) => known === kindText);
  const id = rest.join(':');
  if (kind === 'organization' && (id === '' || id === 'all')) return { kind, id: 'all' };
  if (kind !== undefined && kind !== 'organization' && id !== '') return { kind, id };
  throw new UserError({
    what: `"${text}" is not a scope`,
    advice: 'Write organization, location:ID, team:ID, member:ID or tenant:ID. Nothing was run.',
    exitCode: exitCodes.usage,
  });
}

/** A scope as `parseScope` reads it. */
export function formatScope(scope: Scope): string {
  return scope.kind === 'organization' ? 'organization' : `${scope.kind}:${scope.id}`;
}

/**
 * The rows of `scopes` that a reader of a scope may see: its own, and its parts. A location has its
 * teams and their people's work there, a team its people's work in it, a person the work in each
 * team; a tenant only itself; the organization everything.
 */
export function visibleScopes(scope: Scope, all: readonly ScopeRow[]): ScopeRow[] {
  return all.filter((row) => isVisible(scope, row));
}

/** The kinds of scope that are parts of one of some kind. */
const partKinds: Readonly<Record<ScopeKind, readonly string[]>> = {
  organization: ['location', 'team', 'member', 'team_member', 'tenant'],
  location: ['team', 'team_member'],
  team: ['team_member'],
  member: ['team_member'],
  tenant: [],
};

/** The kinds of `scopes` of which a reader of some kind of scope may see any. */
export function visibleKinds(kind: ScopeKind): readonly string[] {
  return [kind, ...partKinds[kind]];
}

function isVisible(scope: Scope, row: ScopeRow): boolean {
  if (row.scope_kind === scope.kind && row.scope_id === scope.id) return true;
  if (!partKinds[scope.kind].includes(row.scope_kind)) return false;
  switch (scope.kind) {
    case 'organization':
      return true;
    case 'location':
      return row.location_id === scope.id;
    case 'team':
      return row.team_id === scope.id;
    case 'member':
      return row.person_id === scope.id;
    case 'tenant':
      return false;
  }
}
