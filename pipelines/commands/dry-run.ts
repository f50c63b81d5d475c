import { judgeDue } from '../deliver/due.ts';
import { listDeliveries } from '../record/delivery-history.ts';
import { parsePeriod } from '../run/period.ts';
import { listTeamLeads } from './deliver-stage.ts';
import type { Session } from './session.ts';
import { textTable } from './text-table.ts';
import { mailTransport } from './transport.ts';

/** Who would get a digest for a period, by which transport, and who has got it; nothing is sent. */
export async function readDryRun(
  session: Session,
  digest: string,
  options: { readonly period: string; readonly to?: string; readonly json?: boolean },
): Promise<string> {
  const period = parsePeriod(options.period, session.effects.now(), session.calendar);
  const transport = mailTransport(session).kind;
  const settled = await listDeliveries(await session.record(), {
    workspace: await session.workspaceId(),
    digest,
    grain: period.grain,
    periodStartDate: period.startDate,
    transport,
  });
  const states = new Map(settled.map((delivery) => [delivery.personId, delivery.state]));
  const recipients = await listTeamLeads(session, options.to);
  const rows = recipients.map((recipient) => ({
    person_id: recipient.personId,
    name: recipient.name,
    has_address: recipient.email !== null,
    teams: recipient.teams.length,
    transport,
    state: states.get(recipient.personId) ?? 'not delivered yet',
  }));
  const due = judgeDue(period, session.effects.now(), session.calendar);
  if (options.json === true) return `${JSON.stringify({ due, recipients: rows }, null, 2)}\n`;
  const head = due.isDue ? 'It is due.' : `It is not due: ${due.reason}`;
  const cells = rows.map((row) => [
    row.person_id,
    row.name,
    row.has_address ? 'yes' : 'no',
    String(row.teams),
    row.state,
  ]);
  const table = textTable(['person', 'name', 'address', 'teams', 'state'], cells, new Set([3]));
  return `${head} By ${transport}.\n\n${table}`;
}
