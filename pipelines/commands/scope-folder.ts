import type { ScopeRow } from '../access/scope.ts';
import { hashText } from '../run/files.ts';

/** A folder name for a scope: its name in plain letters, and its id too where two would be alike. */
export function scopeFolder(row: ScopeRow, all: readonly ScopeRow[]): string {
  const slug = plain(row.scope_name);
  const alike = all.filter(
    (other) => other.scope_kind === row.scope_kind && plain(other.scope_name) === slug,
  );
  return alike.length > 1 ? `${slug}-${hashText(row.scope_id).slice(0, 6)}` : slug;
}

function plain(name: string): string {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  return slug === '' ? 'scope' : slug;
}
