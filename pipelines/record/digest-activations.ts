import type { Effects } from '../run/effects.ts';
import type { Record } from './record.ts';

/** A digest that is mailed by itself, and who decided it. */
export interface DigestActivation {
  readonly digest: string;
  readonly activatedAt: Temporal.Instant;
  readonly activatedBy: string;
}

/** Turns a digest on; one that is on already stays as it is. */
export async function activateDigest(
  record: Record,
  workspace: string,
  digest: string,
  activatedBy: string,
  effects: Effects,
): Promise<void> {
  const values = { workspace, digest, activated_by: activatedBy };
  await record.use((tables) =>
    tables
      .insertInto('digest_activations')
      .values({ ...values, activated_at: effects.now().toString() })
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  );
}

/** Turns a digest off again: from now on it is only previewed. */
export async function deactivateDigest(
  record: Record,
  workspace: string,
  digest: string,
): Promise<void> {
  await record.use((tables) =>
    tables
      .deleteFrom('digest_activations')
      .where('workspace', '=', workspace)
      .where('digest', '=', digest)
      .execute(),
  );
}

/** The digests of a workspace that are on, by name. */
export async function listActivations(
  record: Record,
  workspace: string,
): Promise<DigestActivation[]> {
  const rows = await record.use((tables) =>
    tables
      .selectFrom('digest_activations')
      .selectAll()
      .where('workspace', '=', workspace)
      .orderBy('digest')
      .execute(),
  );
  return rows.map((row) => ({
    digest: row.digest,
    activatedAt: row.activated_at,
    activatedBy: row.activated_by,
  }));
}
