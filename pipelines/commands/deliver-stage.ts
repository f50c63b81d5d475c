import { userInfo } from 'node:os';
import { type ScopeRow, visibleScopes } from '../access/scope.ts';
import { deliverDigests } from '../deliver/deliver.ts';
import { type DeliveryReport, deliveryExitCode } from '../deliver/delivery-report.ts';
import { listRecipients, type MembershipRow, type Recipient } from '../deliver/recipients.ts';
import { listActivations } from '../record/digest-activations.ts';
import { withLease } from '../record/held-lease.ts';
import { loadRenderAssets } from '../render/assets.ts';
import { type LoadedDigest, listDigests, loadDigest } from '../render/load-report.ts';
import { formatPeriod, type Period } from '../run/period.ts';
import { exitCodes, UserError } from '../run/user-error.ts';
import type { Database } from '../warehouse/database.ts';
import { openPublished } from '../warehouse/scoped.ts';
import { composeDigest, type DigestContext } from './compose-digest.ts';
import type { RenderOutcome } from './render-stage.ts';
import type { Session } from './session.ts';
import { mailTransport } from './transport.ts';

export interface DeliverRequest {
  readonly runId: string;
  readonly period: Period;
  /** What was rendered for the period; its PDFs are attached. */
  readonly reports: readonly RenderOutcome[];
  /** Only this digest; all when absent. */
  readonly digest?: string;
  /** Only this person. */
  readonly personId?: string;
  /** True when a person asked for it by name: it goes though it is not due. */
  readonly isExplicit?: boolean;
  readonly isResend?: boolean;
  readonly confirm?: number | undefined;
}

/** What the deliver stage did. */
export interface DeliverOutcome {
  readonly reports: readonly DeliveryReport[];
  /** What makes the run end with 5, a line each. */
  readonly problems: readonly string[];
}

/**
 * Delivers every digest of the workspace for a period: to each team's current leads, one mail a
 * person, rendered from that person's teams only. A digest that is not due is not sent, and the report
 * says why; a team that is held is left out of the mail, and a person of whose teams all are held gets
 * none.
 */
export async function deliverStage(
  session: Session,
  request: DeliverRequest,
  tell: (line: string) => void = () => undefined,
): Promise<DeliverOutcome> {
  const record = await session.record();
  const name = `deliver ${await session.workspaceId()}`;
  const claim = { name, holder: `run ${request.runId}` };
  const work = () => deliverAll(session, request, tell);
  const leased = await withLease(record, claim, work, session.effects);
  if (leased.isDone) return leased.result;
  const { holder } = leased.busy;
  return { reports: [], problems: [`${holder} is delivering already, so nothing was sent here`] };
}

async function deliverAll(
  session: Session,
  request: DeliverRequest,
  tell: (line: string) => void,
): Promise<DeliverOutcome> {
  const names = request.digest === undefined ? await listDigests(session.folder) : [request.digest];
  const reports: DeliveryReport[] = [];
  const problems: string[] = [];
  for (const name of names) {
    const digest = await loadDigest(name, session.folder);
    if (request.digest === undefined && digest.declaration.grain !== request.period.grain) continue;
    const context = await prepareDigest(session, digest, request);
    problems.push(...context.heldPeople);
    const report = await deliverOneDigest(session, context, request);
    reports.push(report);
    for (const result of report.results) tell(`${name} ${result.personName}: ${result.outcome}`);
    problems.push(...problemsOf(report));
  }
  return { reports, problems };
}

async function deliverOneDigest(
  session: Session,
  context: DigestContext & { readonly recipients: readonly Recipient[] },
  request: DeliverRequest,
): Promise<DeliveryReport> {
  const { config } = session;
  const { name } = context.digest.declaration;
  const record = await session.record();
  const workspace = await session.workspaceId();
  const activations = await listActivations(record, workspace);
  const { from, unsubscribe, max_messages: maxMessages } = config.deliver;
  const resendTo = new Set(context.recipients.map((recipient) => recipient.personId));
  return deliverDigests(
    {
      record,
      workspace,
      digest: name,
      period: request.period,
      calendar: session.calendar,
      asOf: session.effects.now(),
      recipients: context.recipients,
      transport: mailTransport(session),
      from,
      ...(unsubscribe === undefined ? {} : { unsubscribe }),
      isActivated: activations.some((activation) => activation.digest === name),
      isExplicit: request.isExplicit === true,
      ...(request.isResend === true ? { resendTo } : {}),
      ...(maxMessages === undefined ? {} : { maxMessages }),
      ...(request.confirm === undefined ? {} : { confirmedCount: request.confirm }),
      buildId: context.buildId,
      runId: request.runId,
      actor: `os:${userInfo().username}`,
      // The build cannot change: the address is the one that its list of people has.
      findAddress: async (recipient) => recipient.email,
      compose: (recipient) => composeDigest(context, recipient),
    },
    session.effects,
  );
}

async function prepareDigest(session: Session, digest: LoadedDigest, request: DeliverRequest) {
  const buildFile = await session.publishedBuildFile();
  const build = await openPublished(buildFile);
  try {
    const scopes = await build.rows<ScopeRow>('select * from scopes');
    const held = await readHeldTeams(build, scopes);
    const all = await readRecipients(build, request.personId);
    const isHeld = (recipient: Recipient) => recipient.teams.every((team) => held.has(team.teamId));
    const { build_id: buildId } = await build.one<{ build_id: string }>(
      'select build_id from build_info',
    );
    return {
      digest,
      buildFile,
      excerptFile: () => session.excerpts.fileFor(buildFile, request.period),
      buildId,
      scopes,
      held,
      period: request.period,
      periodLabel: formatPeriod(request.period, session.calendar),
      reports: request.reports,
      assets: await loadRenderAssets(session.folder),
      recipients: all.filter((recipient) => !isHeld(recipient)),
      heldPeople: all.filter(isHeld).map((recipient) => {
        const reason = held.get(recipient.teams[0]?.teamId ?? '') ?? '';
        return `held: the mail to ${recipient.name}: ${reason}`;
      }),
    };
  } finally {
    build.close();
  }
}

/** The people who would get a team digest now, from the published build. */
export async function listTeamLeads(session: Session, personId?: string): Promise<Recipient[]> {
  const build = await openPublished(await session.publishedBuildFile());
  try {
    return await readRecipients(build, personId);
  } finally {
    build.close();
  }
}

/** The people who lead a team on the as-of day. */
async function readRecipients(build: Database, personId: string | undefined): Promise<Recipient[]> {
  const rows = await build.rows<MembershipRow>(`
    select team_roles.person_id, people.name, people.email, team_roles.team_id, team_roles.role,
      team_roles.team_kind
    from team_roles
    inner join people on team_roles.person_id = people.person_id
    cross join run_settings
    where team_roles.from_date <= run_settings.as_of_date
      and team_roles.to_date > run_settings.as_of_date
      and coalesce(people.left_date, date '9999-12-31') > run_settings.as_of_date`);
  const recipients = listRecipients(rows);
  if (personId === undefined) return recipients;
  const isWanted = (text: string | null) => text?.toLowerCase() === personId.toLowerCase();
  const wanted = recipients.filter(
    ({ personId: id, name, email }) => isWanted(id) || isWanted(name) || isWanted(email),
  );
  if (wanted.length > 0) return wanted;
  throw new UserError({
    what: `nobody who leads a team has the id, name or address "${personId}"`,
    advice: `People with a digest: ${recipients.map((one) => one.name).join(', ')}. Nothing was sent.`,
    exitCode: exitCodes.usage,
  });
}

async function readHeldTeams(build: Database, scopes: readonly ScopeRow[]) {
  const rows = await build.rows<{ key: string; message: string }>(
    "select scope_kind || ':' || scope_id as key, message from held_scopes",
  );
  const messages = new Map(rows.map((row) => [row.key, row.message]));
  const held = new Map<string, string>();
  for (const team of scopes.filter((row) => row.scope_kind === 'team')) {
    const parts = visibleScopes({ kind: 'team', id: team.scope_id }, scopes);
    const message = parts
      .map((part) => messages.get(`${part.scope_kind}:${part.scope_id}`))
      .find((found) => found !== undefined);
    if (message !== undefined) held.set(team.scope_id, message);
  }
  return held;
}

/** A line for each reason, with how many it met and who was the first. */
function problemsOf(report: DeliveryReport): string[] {
  if (deliveryExitCode(report) === exitCodes.done) return [];
  const missed = report.results.filter((result) =>
    ['failed', 'unknown', 'no-address'].includes(result.outcome),
  );
  const reasonOf = (reason: string | undefined) =>
    (reason ?? '').replace(/^not tried, because /, '');
  const groups = Map.groupBy(missed, (one) => `${one.outcome}: ${reasonOf(one.reason)}`);
  return [...groups].map(([what, results]) => {
    const [first] = results;
    const others = results.length > 1 ? ` and ${results.length - 1} more` : '';
    const advice = isGiven(first?.advice) ? ` ${first.advice}` : '';
    return `${report.digest} to ${first?.personName}${others} ${what}.${advice}`;
  });
}

function isGiven(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}

/** One line for the story of a run: how many mails went where, or why none did. */
export function describeDeliveries(outcome: DeliverOutcome): string {
  const lines = outcome.reports.map((report) => {
    const counts = Map.groupBy(report.results, (result) => result.outcome);
    const parts = [...counts].map(([state, results]) => `${results.length} ${state}`);
    const reasons = new Set(
      report.results
        .filter((result) => ['not-due', 'preview'].includes(result.outcome))
        .map((result) => [result.reason, result.advice].filter(isGiven).join('. ')),
    );
    const text = parts.length === 0 ? 'nobody to mail' : parts.join(', ');
    const story = [`${report.digest} ${report.periodLabel}: ${text}`, ...reasons].join('. ');
    return story.replace(/\.$/, '');
  });
  return lines.length === 0 ? 'no digest of this grain' : lines.join('; ');
}
