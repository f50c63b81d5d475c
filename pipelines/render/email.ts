import type { RenderAssets } from './assets.ts';
import { readCards, viewCards } from './cards.ts';
import { readChanges, sayChange } from './change-sentence.ts';
import { describePeriod } from './period-text.ts';
import { completeThrough, countAudits, type Provenance } from './provenance.ts';
import type { DigestDeclaration, ReportScope } from './report.ts';
import type { Row } from './row-shape.ts';

/** One team of a digest: the rows of its two queries, and what is missing or held. */
export interface DigestTeam {
  readonly scope: ReportScope;
  readonly cards: readonly Row[];
  readonly changes: readonly Row[];
  readonly notes: readonly string[];
}

/** A mail has no stylesheet; the words say the same as the colour. */
const colours = { better: '#17623a', worse: '#a0311f', '': '#18212b' };

/** Everything that one person's mail for one period says. */
export interface DigestInput {
  readonly personName: string;
  readonly teams: readonly [DigestTeam, ...DigestTeam[]];
  /** Files that go with the mail, each with what it is. */
  readonly attachments: readonly { readonly fileName: string; readonly description: string }[];
  /** What holds for the whole mail, such as a file that was too large to attach. */
  readonly notes: readonly string[];
  readonly provenance: Provenance;
}

/** The parts of a mail; the caller addresses and sends it. */
export interface RenderedDigest {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** One person's mail: HTML for every mail program, and plain text with the same numbers. */
export function renderDigest(
  assets: RenderAssets,
  digest: { readonly declaration: DigestDeclaration },
  input: DigestInput,
): RenderedDigest {
  const { declaration } = digest;
  const { provenance, attachments, notes } = input;
  const [{ scope }] = input.teams;
  const currencyCode = provenance.run_settings.currency_code;
  const teams = input.teams.map((team) => viewTeam(team, declaration, currencyCode));
  const subject = `${namesOf(input.teams)}: ${describePeriod(scope)} (${scope.period_label})`;
  const view = {
    title: declaration.title,
    subject,
    company: provenance.run_settings.company_name,
    personName: input.personName,
    period: describePeriod(scope),
    periodLabel: scope.period_label,
    preheader: teams
      .flatMap((team) => team.headlines)
      .slice(0, 3)
      .join(' · '),
    teams,
    isOneTeam: teams.length === 1,
    attachments,
    closing:
      attachments.length === 0 ? '' : 'What each number means stands in the attached report.',
    notes,
    completeThrough: completeThrough(provenance),
    audits: countAudits(provenance),
    build: provenance.build_info.build_id,
  };
  const { templates } = assets;
  return {
    subject,
    html: `${templates
      .render('email', view)
      .replaceAll(/\n\s*\n/g, '\n')
      .trim()}\n`,
    text: `${templates
      .render('email-text', view)
      .replaceAll(/\n{3,}/g, '\n\n')
      .trim()}\n`,
  };
}

function viewTeam(team: DigestTeam, declaration: DigestDeclaration, currencyCode: string) {
  const { grain } = team.scope;
  const rows = readCards(team.cards, `reports/${declaration.cards}`);
  const cards = viewCards(rows, currencyCode, grain).map((card) => ({
    ...card,
    colour: colours[card.change?.judgement ?? ''],
  }));
  const changes = readChanges(team.changes, `reports/${declaration.changes}`).map((change) => {
    const said = sayChange(change, currencyCode, grain);
    return { ...said, colour: colours[said.judgement] };
  });
  return {
    name: team.scope.scope_name,
    rule: '-'.repeat(team.scope.scope_name.length),
    cards,
    cardPairs: inPairs(cards),
    changes,
    noChanges: sayNoChanges(cards.map((card) => card.changeReason)),
    notes: team.notes,
    headlines: cards.slice(0, 2).map((card) => `${card.label} ${card.value}`),
  };
}

/** Where the records end early, it is not known that nothing moved. */
function sayNoChanges(reasons: readonly (string | null)[]): string {
  const end = reasons.map((reason) => /records end on \S+/.exec(reason ?? '')?.[0]).find(Boolean);
  return end === undefined
    ? 'Nothing moved against the period before.'
    : `Nothing is known to have moved against the period before: ${end}.`;
}

/** Two cards a row: wide enough for a label on a phone, and a table that Outlook keeps. */
function inPairs<T>(items: readonly T[]): { left: T; right: T | null }[] {
  const pairs: { left: T; right: T | null }[] = [];
  for (let index = 0; index < items.length; index += 2) {
    const left = items[index];
    if (left !== undefined) pairs.push({ left, right: items[index + 1] ?? null });
  }
  return pairs;
}

function namesOf(teams: readonly DigestTeam[]): string {
  const names = teams.map((team) => team.scope.scope_name);
  return names.length <= 2 ? names.join(' and ') : `Your ${names.length} teams`;
}
