import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type ScopeRow, visibleScopes } from '../access/scope.ts';
import type { Mail, MailAttachment } from '../deliver/mail.ts';
import type { Recipient } from '../deliver/recipients.ts';
import type { RenderAssets } from '../render/assets.ts';
import { type DigestTeam, renderDigest } from '../render/email.ts';
import type { LoadedDigest } from '../render/load-report.ts';
import type { Provenance } from '../render/provenance.ts';
import type { ReportScope } from '../render/report.ts';
import type { Row } from '../render/row-shape.ts';
import type { ProgramFile } from '../run/overlay.ts';
import type { Period } from '../run/period.ts';
import type { Database } from '../warehouse/database.ts';
import { openScoped } from '../warehouse/scoped.ts';
import { sqlError } from '../warehouse/sql-error.ts';
import { loadProvenance, provenanceTables } from './provenance.ts';
import type { RenderOutcome } from './render-stage.ts';
import { createReportScope } from './report-scope.ts';

/** What all mails of one digest and period have in common. */
export interface DigestContext {
  readonly digest: LoadedDigest;
  readonly buildFile: string;
  /** What stands for the build in every team's render; written when first asked for. */
  readonly excerptFile: () => Promise<string>;
  readonly buildId: string;
  readonly scopes: readonly ScopeRow[];
  /** Teams that an audit holds, with its question. */
  readonly held: ReadonlyMap<string, string>;
  readonly period: Period;
  readonly periodLabel: string;
  readonly reports: readonly RenderOutcome[];
  readonly assets: RenderAssets;
}

/** Attachments of a mail together; what is larger stays in the output folder, and the mail says so. */
const attachmentBudgetBytes = 10_000_000;

/**
 * One person's mail: each team's numbers from a database that holds that team's rows only, and its
 * report as PDF. A team that is held is named, without numbers.
 */
export async function composeDigest(context: DigestContext, recipient: Recipient): Promise<Mail> {
  const teams: DigestTeam[] = [];
  const notes: string[] = [];
  const attachments: (MailAttachment & { readonly description: string })[] = [];
  let provenance: Provenance | undefined;
  let sizeBytes = 0;
  for (const { teamId, teamKind } of recipient.teams) {
    const row = context.scopes.find((one) => one.scope_kind === 'team' && one.scope_id === teamId);
    if (row === undefined) continue;
    const heldBy = context.held.get(teamId);
    if (heldBy !== undefined) {
      notes.push(`${row.scope_name} is left out, because a check did not pass: ${heldBy}`);
      continue;
    }
    const team = await readTeam(context, row);
    provenance ??= team.provenance;
    teams.push(team);
    const attachment = await readReport(context, row, teamKind);
    if (attachment === undefined) {
      notes.push(`The PDF report of ${row.scope_name} was not made; see the output folder.`);
    } else if (sizeBytes + attachment.content.byteLength > attachmentBudgetBytes) {
      notes.push(`The PDF report of ${row.scope_name} is too large for a mail.`);
    } else {
      sizeBytes += attachment.content.byteLength;
      attachments.push(attachment);
    }
  }
  const [first, ...others] = teams;
  if (first === undefined || provenance === undefined) {
    throw new Error(`no team of ${recipient.personId} can be shown`);
  }
  const rendered = renderDigest(context.assets, context.digest, {
    personName: recipient.name,
    teams: [first, ...others],
    attachments: attachments.map(({ fileName, description }) => ({ fileName, description })),
    notes,
    provenance,
  });
  return {
    ...rendered,
    attachments: attachments.map(({ description: _description, ...file }) => file),
  };
}

async function readTeam(context: DigestContext, row: ScopeRow) {
  const { declaration, cards, changes } = context.digest;
  const visible = visibleScopes({ kind: 'team', id: row.scope_id }, context.scopes);
  const tables = [...new Set([...declaration.tables, ...provenanceTables])];
  const database = await openScoped(await context.excerptFile(), tables, visible, {
    prepare: (scoped) => createReportScope(scoped, row, context.period, context.periodLabel),
  });
  try {
    return {
      scope: await database.one<ReportScope>('select * from report_scope'),
      cards: await readRows(database, cards),
      changes: await readRows(database, changes),
      notes: [],
      provenance: await loadProvenance(database),
    };
  } finally {
    database.close();
  }
}

async function readRows(database: Database, file: ProgramFile): Promise<Row[]> {
  try {
    return await database.rows<Row>(file.text);
  } catch (error) {
    throw sqlError(file, error);
  }
}

async function readReport(context: DigestContext, row: ScopeRow, teamKind: string) {
  const { reports } = context.digest.declaration;
  const name = reports[teamKind as keyof typeof reports];
  const outcome = context.reports.find(
    (one) => one.report === name && one.scope.id === row.scope_id,
  );
  if (outcome === undefined || ['held', 'no-pdf'].includes(outcome.state)) return undefined;
  const path = join(outcome.folder, 'report.pdf');
  if (!existsSync(path)) return undefined;
  return {
    fileName: `${name}-${basename(outcome.folder)}-${context.periodLabel}.pdf`,
    contentType: 'application/pdf',
    content: await readFile(path),
    description: `${row.scope_name}: the full report`,
  };
}
