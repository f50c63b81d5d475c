import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database, identifier, quote } from '../../pipelines/warehouse/database.ts';
import { columnTexts } from './column-texts.ts';
import { askCompany } from './company-database.ts';
import { healthyDemo, healthyDemoTold, smallAsOf, smallCompany } from './healthy-demo.ts';
import { copyWorkspace, hashFolder, makeParentFolder, muster } from './muster.ts';
import { asLines, numbersInPostgres, numbersOfMuster, type ScopeNumber } from './recomputation.ts';
import { type SalesNumber, salesInPostgres } from './sales-in-postgres.ts';

let parent: string;
let folder: string;
let first: Awaited<ReturnType<typeof muster>>;
const inWorkspace = (...argv: string[]) => muster([...argv, '--workspace', folder]);

beforeAll(async () => {
  parent = await makeParentFolder();
  folder = join(parent, 'company');
  first = await healthyDemoTold();
  copyWorkspace(await healthyDemo(), folder);
}, 180_000);
afterAll(() => rm(parent, { recursive: true, force: true }));

describe('muster demo', () => {
  it('ends with 0 and says where to look', () => {
    expect(first.stderr).toMatch(
      /^sample company …\nsample company → 8 teams, 47 members, 20 tenants/,
    );
    expect(first.exitCode).toBe(0);
    expect(first.stdout).toMatch(
      /Open first:\n {2}\S+report\.html\n {2}\S+report\.pdf\n {2}\S+\.eml\n/,
    );
  });

  it('changes nothing and sends nothing when it runs again (CARD-2)', async () => {
    const before = await hashFolder(folder);
    expect(before.size).toBeGreaterThan(60);
    const again = await muster(['demo', folder, ...smallCompany, '--as-of', smallAsOf]);
    expect(again.exitCode).toBe(0);
    expect(again.stderr).toContain('0 new or changed, 0 rejected');
    expect(again.stderr).toContain('render → 0 reports rendered, 8 unchanged');
    expect(again.stderr).toContain('weekly-team 2026-W46: 8 already');
    expect(await hashFolder(folder)).toEqual(before);
  });

  it('refuses other options on the same folder', async () => {
    const refused = await muster([
      'demo',
      folder,
      ...smallCompany,
      '--as-of',
      smallAsOf,
      '--seed',
      '2',
    ]);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('this demo was made with other options');
    expect(refused.stderr).toContain(
      'Name another folder, or delete this one. Nothing was changed.',
    );
  });

  it('keeps what it makes from the eyes of others', async () => {
    for (const [path, mode] of [
      ['raw.duckdb', 0o600],
      ['secret.key', 0o600],
      ['builds/published.json', 0o600],
      ['output', 0o700],
    ] as const) {
      expect([path, (await stat(join(folder, path))).mode & 0o777]).toEqual([path, mode]);
    }
  });
});

describe('muster kpi', () => {
  it('compares with the period before and says what chance explains (CS-6, SR-2)', async () => {
    const { stdout, exitCode } = await inWorkspace(
      ...['kpi', 'answer_rate', 'portfolio_arr', '--by', 'team', '--compare', '--json'],
    );
    const rows = JSON.parse(stdout) as Record<string, number & string>[];
    expect(exitCode).toBe(0);
    expect(rows.length).toBeGreaterThanOrEqual(6);
    for (const row of rows) {
      const { value = 0, base_value = 0, change = 0, compared_as } = row;
      const expected = compared_as === 'points' ? value - base_value : value / base_value - 1;
      expect(change).toBeCloseTo(expected, 9);
      expect(['up', 'down', 'flat', 'unclear']).toContain(row.trend);
    }
  });

  it('refuses to compare a range that has no period before it', async () => {
    const { stderr, exitCode } = await inWorkspace(
      ...['kpi', 'csat', '--period', '2026-10-01..2026-10-15', '--compare'],
    );
    expect(exitCode).toBe(2);
    expect(stderr).toContain('has no period before it to compare with');
  });

  it('prints JSON rows with every field, a missing value as null with its reason', async () => {
    const { stdout, exitCode } = await inWorkspace(
      ...['kpi', 'agent_answer_rate', 'offered_count', '--by', 'team', '--json'],
    );
    const rows = JSON.parse(stdout) as Record<string, unknown>[];
    expect(exitCode).toBe(0);
    expect(Object.keys(rows[0] ?? {})).toEqual([
      ...['metric_id', 'scope_kind', 'scope_id', 'scope_name', 'grain', 'period_start_date'],
      ...['numerator', 'denominator', 'value', 'sample_count', 'unit', 'reason'],
      ...['period_label', 'is_closed', 'band', 'low_95', 'high_95'],
    ]);
    const rates = rows.filter((row) => row.metric_id === 'agent_answer_rate');
    expect(rates).toHaveLength(3);
    // Plymouth's telephone system knows whose phone rang; the files of the other two do not.
    for (const rate of rates) {
      if (rate.scope_name === 'Plymouth Call Center') continue;
      expect(rate).toMatchObject({
        value: null,
        reason: 'the call source does not say whose phone rang',
      });
    }
  });

  it('shows a team only itself', async () => {
    const all = JSON.parse((await inWorkspace('kpi', 'nrr', '--by', 'team', '--json')).stdout);
    const id = all[0].scope_id as string;
    const own = JSON.parse(
      (await inWorkspace('kpi', 'nrr', '--by', 'team', '--for', `team:${id}`, '--json')).stdout,
    );
    expect(own).toEqual([all[0]]);
  });

  it.each([
    [['kpi', 'csats'], '"csats" is not a metric\nKnown: abandoned_count, abandonment_rate'],
    [['kpi', 'csat', '--for', 'team:nowhere'], 'no team has the id "nowhere"'],
    [['kpi', 'csat', '--period', 'sometime'], '"sometime" is not a period\nWrite one of 2026-W46'],
  ])('refuses %j', async (argv, message) => {
    const refused = await inWorkspace(...argv);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain(message);
    expect(refused.stderr).toContain('Nothing was run.');
    expect(refused.stdout).toBe('');
  });

  it('agrees with the members table of the report, to the last digit (CS-1)', async () => {
    const { stdout } = await inWorkspace('kpi', 'portfolio_arr', '--by', 'team', '--json');
    const rows = JSON.parse(stdout) as { scope_name: string; value: number }[];
    for (const team of rows) {
      const slug = team.scope_name.toLowerCase().replaceAll(' ', '-');
      const path = join(folder, 'output/2026-W46/cs-team', slug, 'members.csv');
      const lines = (await readFile(path, 'utf8')).trim().split('\r\n');
      const column = (lines[0] ?? '').split(',').indexOf('portfolio_arr');
      const cells = lines.map((line) => line.split(','));
      const teamRow = cells.find((cell) => cell.includes('team'));
      expect(Number(teamRow?.[column])).toBe(team.value);
    }
    expect(rows).toHaveLength(3);
  });
});

describe('the digest', () => {
  it('goes to each lead once, as a whole mail with the PDF (CS-13)', async () => {
    const names = await readdir(join(folder, 'outbox'));
    expect(names).toHaveLength(8);
    const addresses = new Set<string>();
    for (const name of names) {
      const mail = await PostalMime.parse(await readFile(join(folder, 'outbox', name)));
      addresses.add(mail.to?.[0]?.address ?? '');
      expect(mail.text).toContain('Largest changes');
      expect(mail.html).toContain('Largest changes');
      expect(mail.attachments.map((file) => file.mimeType)).toEqual(['application/pdf']);
      const pdf = Buffer.from(mail.attachments[0]?.content as ArrayBuffer);
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    }
    expect(addresses.size).toBe(8);
  });

  it('of an old week is rendered and not sent, and the command for it is named', async () => {
    const old = await inWorkspace('run', '--period', '2026-W40');
    expect(old.exitCode).toBe(0);
    expect(old.stderr).toContain('render → 8 reports rendered');
    expect(old.stderr).toContain('8 not-due');
    expect(old.stderr).toContain('`muster send weekly-team --period 2026-W40`');
    expect(await readdir(join(folder, 'outbox'))).toHaveLength(8);
  });
});

describe('sales numbers (SR-1)', () => {
  it.each(['2026-09', '2026-10'])('of %s are those of plain Postgres SQL', async (month) => {
    const reckoned = await salesInPostgres(folder, `${month}-01`, smallAsOf);
    const metrics = [...new Set(reckoned.map((row) => row.metric_id))];
    expect(metrics).toHaveLength(10);
    const { stdout } = await inWorkspace(
      ...['kpi', ...metrics, '--by', 'team', '--period', month, '--json'],
    );
    const values = (JSON.parse(stdout) as (SalesNumber & { scope_id: string; value: number })[])
      .map((row) => ({
        metric_id: row.metric_id,
        team_id: row.scope_id,
        numerator: row.numerator ?? row.value,
        denominator: row.denominator ?? 0,
      }))
      .filter((row) => row.numerator !== null);
    // Postgres gives no row of a team that did nothing, muster a 0.
    const byKey = (rows: readonly SalesNumber[]) =>
      rows
        .filter((row) => row.numerator !== 0 || row.denominator !== 0)
        .map((row) => [`${row.metric_id} ${row.team_id}`, row.numerator, row.denominator])
        .sort();
    expect(byKey(values).length).toBeGreaterThan(10);
    expect(byKey(values)).toEqual(byKey(reckoned));
  });
});

describe('numbers of the call centres (CC-2, CC-5, CC-7, CC-8, CC-9)', () => {
  const periodOf = (one: ScopeNumber) => `${one.grain} ${one.period_start_date}`;
  const periodsOf = (numbers: readonly ScopeNumber[]) => new Set(numbers.map(periodOf));
  const scopesOf = (numbers: readonly ScopeNumber[], kind: string) =>
    new Set(numbers.filter((one) => one.scope_kind === kind).map((one) => one.scope_id));
  const compare = async (
    facts: 'calls-in-postgres' | 'floor-in-postgres',
    keepOf: (members: ReadonlySet<string>) => (one: ScopeNumber) => boolean,
  ) => {
    const reckoned = await numbersInPostgres(folder, facts, smallAsOf);
    const metrics = [...new Set(reckoned.map((row) => row.metric_id))];
    const values = await numbersOfMuster(folder, metrics);
    const keep = keepOf(scopesOf(reckoned, 'member'));
    const lines = (numbers: readonly ScopeNumber[], others: readonly ScopeNumber[]) => {
      const periods = periodsOf(others);
      return asLines(numbers, (one) => periods.has(periodOf(one)) && keep(one));
    };
    const ours = lines(reckoned, values);
    expect(lines(values, reckoned)).toEqual(ours);
    const lineCount = ours.length;
    return { metrics, lineCount };
  };

  it('from shifts to campaigns are those of plain Postgres SQL, in every scope', async () => {
    const { metrics, lineCount } = await compare('floor-in-postgres', () => () => true);
    expect(metrics).toHaveLength(16);
    expect(lineCount).toBeGreaterThan(300);
  });

  it('about Plymouth’s calls are those of plain Postgres SQL', async () => {
    // The calls of the other teams are in files, not in Postgres: nor are all of a place or of the company.
    const isQueues = /^(offered|answered|abandon|short|flow|queue|service|unique_calls|average)/;
    const { metrics, lineCount } = await compare('calls-in-postgres', (members) => (one) => {
      if (one.scope_kind === 'organization') return false;
      if (one.scope_kind === 'location' && !isQueues.test(one.metric_id)) return false;
      if (one.scope_kind !== 'member') return one.scope_id.includes('plymouth');
      return members.has(one.scope_id);
    });
    expect(metrics).toHaveLength(17);
    expect(lineCount).toBeGreaterThan(100);
  });
});

describe('private data (CC-12)', () => {
  it('of callers and patients is in no file that muster makes', async () => {
    const { rows } = await askCompany(folder, (company) =>
      company.query<{ secret: string }>(
        `(select caller_number as secret from call_center_records
            where caller_number <> 'anonymous' limit 300)
          union (select patient_mrn from call_center_records where patient_mrn is not null limit 300)
          union (select caller_name from call_center_records
            where length(caller_name) > 8 and caller_name not in (select full_name from users)
              and caller_name not in (select name from stakeholders) limit 300)`,
      ),
    );
    expect(rows.length).toBeGreaterThan(300);
    const made = [...(await hashFolder(folder)).keys()].filter(
      (path) => !/^(archive|inbox)/.test(path),
    );
    const any = new RegExp(rows.map(({ secret }) => RegExp.escape(secret)).join('|'), 'g');
    const memory = await Database.open(':memory:');
    for (const path of made) {
      const text = await textOf(join(folder, path), memory);
      const leaked = [...text.matchAll(any)].map(([secret]) => secret);
      expect({ path, leaked }).toEqual({ path, leaked: [] });
    }
    memory.close();
    expect(made.filter((path) => path.endsWith('.duckdb')).length).toBeGreaterThan(1);
  });
});

/** A file's text; of a DuckDB or Parquet file, which are compressed, every value of every column once. */
async function textOf(path: string, memory: Database): Promise<string> {
  if (path.endsWith('.parquet')) return textOfRelation(memory, `read_parquet(${quote(path)})`);
  if (!path.endsWith('.duckdb')) return (await readFile(path)).toString('latin1');
  const database = await Database.open(path, { readOnly: true });
  const tables = await database.rows<{ table_name: string }>(
    'select table_name from duckdb_tables() where not internal',
  );
  const parts: string[] = [];
  for (const { table_name: name } of tables) {
    parts.push(await textOfRelation(database, identifier(name)));
  }
  database.close();
  return parts.join('\n');
}

async function textOfRelation(database: Database, relation: string): Promise<string> {
  return (await columnTexts(database, relation)).map(([, text]) => text).join('\n');
}

describe('muster status and doctor', () => {
  it('tell what ran, how fresh it is and what was mailed', async () => {
    const { stdout, exitCode } = await inWorkspace('status', '--json');
    const status = JSON.parse(stdout);
    expect(exitCode).toBe(0);
    expect(status.runs[0]).toMatchObject({ command: 'run', state: 'done', exitCode: 0 });
    expect(status.sources.map((source: { source: string }) => source.source)).toEqual([
      '3cx',
      'app',
      'plymouth',
    ]);
    expect(status.held).toEqual([]);
    expect(status.deliveries).toHaveLength(8);
    expect(status.activated).toEqual(['weekly-team']);
  });

  it('find everything in order', async () => {
    const { stdout, exitCode } = await inWorkspace('doctor');
    expect(exitCode).toBe(0);
    const marks = stdout
      .trim()
      .split('\n')
      .map((line) => line.split(':')[0]);
    expect(marks).toEqual([
      ...['✓ zone', '✓ workspace', '✓ disk', '✓ source app'],
      ...['✓ source plymouth', '✓ source 3cx', '✓ record'],
      ...['✓ build', '✓ browser', '✓ mail'],
    ]);
  });
});

describe('muster audit (TN-7)', () => {
  it('finds every render and mail in the log, and finds it intact', async () => {
    const first = await inWorkspace('audit');
    expect(first.exitCode).toBe(0);
    const [, lines = '', head = ''] =
      /^(\d+) lines, all intact; head (\S+)\n$/.exec(first.stdout) ?? [];
    expect(Number(lines)).toBeGreaterThanOrEqual(24);
    expect((await inWorkspace('audit', '--head', head)).exitCode).toBe(0);
    const forged = await inWorkspace(
      'audit',
      '--head',
      head.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
    );
    expect(forged.exitCode).toBe(4);
    expect(forged.stderr).toContain('is not the one written');
  });
});

describe('muster alerts', () => {
  it('prints the account whose use slides, with its evidence (TN-3)', async () => {
    const { stdout, exitCode } = await inWorkspace('alerts', '--json');
    expect(exitCode).toBe(0);
    const rows = JSON.parse(stdout) as Record<string, unknown>[];
    const sliding = rows.find(
      ({ metric_id, kind }) => metric_id === 'active_users_week' && kind === 'change',
    );
    expect(sliding).toMatchObject({
      subject_kind: 'tenant',
      state: 'open',
      cleared_date: null,
      evidence: expect.stringMatching(/^\d+\.\d against a median of \d+\.\d in \d+ periods \(-/),
    });
    const page = await inWorkspace('alerts');
    expect(page.stdout).toContain(String(sliding?.subject_name));
    expect(page.stdout).toMatch(/against [\d.]+ in \d+ weeks: −\d+\.\d %, M −\d+\.\d\d/);
  });

  it('shows a team the alerts of its accounts and of no others', async () => {
    const rowsOf = async (scope: string) =>
      JSON.parse((await inWorkspace('alerts', '--for', scope, '--json')).stdout) as {
        readonly subject_kind: string;
        readonly subject_id: string;
      }[];
    const all = await rowsOf('organization');
    const teams = ['team:success-huron', 'team:success-superior', 'team:success-erie'];
    const own = (await Promise.all(teams.map(rowsOf))).flat();
    const tenants = all.filter(({ subject_kind }) => subject_kind === 'tenant');
    expect(new Set(own.map(({ subject_id }) => subject_id)).size).toBeGreaterThan(1);
    expect(tenants).toEqual(
      expect.arrayContaining(own.filter((row) => row.subject_kind === 'tenant')),
    );
    expect(own.length).toBeLessThanOrEqual(all.length);
  });

  it('refuses an unknown scope', async () => {
    const refused = await inWorkspace('alerts', '--for', 'team:nowhere');
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('no team has the id "nowhere"');
  });

  it.each(['2031-W10', '2031-03', '2031-03-01..2031-03-15', '1999-W10'])(
    'refuses %s, which the build does not list',
    async (period) => {
      const refused = await inWorkspace('alerts', '--period', period);
      expect(refused.exitCode).toBe(2);
      expect(refused.stdout).toBe('');
      expect(refused.stderr).toMatch(new RegExp(`the build lists no \\w+ in ${period}`));
    },
  );
});
