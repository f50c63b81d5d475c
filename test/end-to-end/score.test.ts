import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { healthyDemo } from './healthy-demo.ts';
import { copyWorkspace, makeParentFolder, muster } from './muster.ts';

let parent: string;
let folder: string;
const inWorkspace = (...argv: string[]) => muster([...argv, '--workspace', folder]);

beforeAll(async () => {
  parent = await makeParentFolder();
  folder = join(parent, 'company');
  copyWorkspace(await healthyDemo(), folder);
}, 180_000);
afterAll(() => rm(parent, { recursive: true, force: true }));

interface Component {
  readonly metric_id: string;
  readonly value: number | null;
  readonly points: number | null;
  readonly weight: number;
  readonly added_points: number | null;
  readonly reason: string | null;
}

interface Score {
  readonly scope_kind: string;
  readonly scope_id: string;
  readonly score: number | null;
  readonly coverage: number;
  readonly reason: string | null;
  readonly components: readonly Component[];
}

const scores = async (...argv: string[]) =>
  JSON.parse((await inWorkspace('score', ...argv, '--json')).stdout) as Score[];

/** The shipped seed, read here without the program. */
async function shippedWeights() {
  const path = join(import.meta.dirname, '../../sql/seeds/performance_weights.csv');
  const [, ...lines] = (await readFile(path, 'utf8')).trim().split('\n');
  return lines.map((line) => {
    const [metric = '', ...numbers] = line.split(',');
    const [weight = 0, poor = 0, good = 0, least = 0] = numbers.map(Number);
    return { metric, weight, poor, good, least };
  });
}

interface Told {
  readonly metric_id: string;
  readonly scope_id: string;
  readonly value: number | null;
  readonly sample_count: number | null;
}

async function kpiValues(by: string, ...argv: string[]): Promise<Told[]> {
  const metrics = (await shippedWeights()).map(({ metric }) => metric);
  const asked = ['kpi', ...metrics, '--by', by, '--period', '2026-10', ...argv, '--json'];
  return JSON.parse((await inWorkspace(...asked)).stdout) as Told[];
}

describe('muster score (CS-14)', () => {
  // Points go from 0 at poor to 100 at good and no further; the score is their mean by weight over what is known.
  it('stands in the week’s report as of the last month, as the command gives it', async () => {
    const teams = (await scores('--period', '2026-10')).filter((one) => one.scope_kind === 'team');
    expect(teams.filter(({ score }) => score !== null).length).toBeGreaterThan(0);
    for (const { scope_id: team, score } of teams) {
      const report = join(folder, 'output/2026-W46/cs-team', team);
      expect(await readFile(join(report, 'report.html'), 'utf8')).toContain('Of 2026-10. From 0');
      const lines = (await readFile(join(report, 'performance.csv'), 'utf8')).trim().split('\r\n');
      const column = (lines[0] ?? '').split(',').indexOf('performance_score');
      const cell = (lines.at(-1) ?? '').split(',')[column] ?? '';
      if (score === null) expect(cell).toBe('');
      else expect(Number(cell)).toBeCloseTo(score, 9);
    }
  });

  it('is what the shipped weights make of the numbers that muster kpi gives', async () => {
    const weights = await shippedWeights();
    const values = await kpiValues('team');
    const found = (await scores('--period', '2026-10')).filter(
      (score) => score.scope_kind === 'team',
    );
    expect(found.length).toBe(3);
    for (const score of found) {
      let weighted = 0;
      let known = 0;
      let count = 0;
      for (const { metric, weight, poor, good, least } of weights) {
        const told = values.find(
          (row) => row.metric_id === metric && row.scope_id === score.scope_id,
        );
        const value = told?.value ?? null;
        if (value === null || (told?.sample_count ?? 0) < least) continue;
        weighted += weight * 100 * Math.min(Math.max((value - poor) / (good - poor), 0), 1);
        known += weight;
        count += 1;
      }
      const isEnough = count >= 3 && known >= 0.6;
      expect(score.coverage).toBeCloseTo(known, 6);
      if (isEnough) expect(score.score).toBeCloseTo(weighted / known, 6);
      else expect(score.score).toBeNull();
    }
    expect(found.some((score) => score.score !== null && score.coverage < 1)).toBe(true);
    expect(found.some((score) => score.score === null)).toBe(true);
  });

  it('is explained by its components, which add up to it', async () => {
    for (const score of await scores('--period', '2026-10')) {
      expect(score.components).toHaveLength(6);
      const weights = score.components.reduce((sum, { weight }) => sum + weight, 0);
      expect(weights).toBeCloseTo(1, 9);
      const known = score.components.filter(({ points }) => points !== null);
      expect(known.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(score.coverage, 6);
      const added = score.components.reduce((sum, part) => sum + (part.added_points ?? 0), 0);
      if (score.score === null) expect([added, score.reason]).toEqual([0, expect.any(String)]);
      else expect(added).toBeCloseTo(score.score, 6);
      for (const { points, reason } of score.components) {
        expect(reason === null).toBe(points !== null);
      }
    }
  });

  it('shows a team its own people and a person nobody else (TN-7)', async () => {
    const ofTeam = await scores('--for', 'team:success-huron', '--period', '2026-10');
    const [one] = ofTeam;
    expect(new Set(ofTeam.map(({ scope_id: id }) => id.split('/')[0]))).toEqual(
      new Set(['success-huron']),
    );
    const person = one?.scope_id.split('/')[1];
    const ofPerson = await scores('--for', `member:${person}`, '--period', '2026-10');
    expect(ofPerson.map((score) => [score.scope_kind, score.scope_id])).toEqual([
      ['member', person],
    ]);
    const whole = await scores('--period', '2026-10');
    expect(ofPerson).toEqual(whole.filter(({ scope_id: id }) => id === person));
  });

  it('reads like a page, says why there is none, and notes the look-up', async () => {
    const lines = async () => Number(/^(\d+) lines/.exec((await inWorkspace('audit')).stdout)?.[1]);
    const before = await lines();
    const page = (
      await inWorkspace('score', '--for', 'team:success-superior', '--period', '2026-10')
    ).stdout;
    expect(page).toMatch(/^who +score +coverage +components +why none$/m);
    expect(page).toMatch(/: no score \(from \d components?, fewer than 3\)$/m);
    expect(page).toMatch(/^component +value +n +0 at +100 at +points +weight +adds/m);
    expect(page).toContain('it needs 3 components and 60% of the weights');
    const csv = (await inWorkspace('score', '--period', '2026-10', '--csv')).stdout;
    const all = await scores('--period', '2026-10');
    expect(csv.trimEnd().split('\r\n')).toHaveLength(1 + 6 * all.length);
    expect(await lines()).toBe(before + 3);
  });

  it('follows the weights that a workspace lays over the shipped ones', async () => {
    const path = join(folder, 'sql/seeds/performance_weights.csv');
    await mkdir(dirname(path), { recursive: true });
    await writeFile(
      path,
      'metric_id,weight,poor,good,minimum_sample\ngrr,3,0,1,1\nnrr,1,0,2,1\ntouch_coverage,1,0,1,1\n',
    );
    expect((await inWorkspace('build')).exitCode).toBe(0);
    const own = await kpiValues('team');
    const found = (await scores('--period', '2026-10')).find(
      ({ scope_id: id }) => id === 'success-superior',
    );
    const value = (metric: string) =>
      own.find((row) => row.metric_id === metric && row.scope_id === 'success-superior')?.value ??
      Number.NaN;
    const expected = (3 * value('grr') + value('nrr') / 2 + value('touch_coverage')) / 5;
    expect(found?.score).toBeCloseTo(100 * expected, 6);
    await rm(path);
    expect((await inWorkspace('build')).exitCode).toBe(0);
  });

  it('says on stderr where nobody has a number that counts', async () => {
    const none = await inWorkspace('score', '--for', 'team:call-center-wixom');
    expect([none.exitCode, none.stdout]).toEqual([0, '']);
    expect(none.stderr).toContain('nobody whom team:call-center-wixom sees has a number');
  });

  it.each([
    [['--for', 'tenant:x'], 'a performance score is of those who look after customers'],
    [['--for', 'team:nowhere'], 'no team has the id "nowhere"'],
    [['--for', 'nowhere'], '"nowhere" is not a scope'],
    [['--period', '2026-11-10'], 'is given by week, month and quarter, and 2026-11-10 is none'],
    [['--period', '2021-10'], 'the build lists no month in 2021-10'],
  ])('refuses %j', async (argv, message) => {
    const refused = await inWorkspace('score', ...argv);
    expect([refused.exitCode, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toContain(message);
  });
});
