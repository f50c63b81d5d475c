import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startWorkspaceServer } from '../../pipelines/record/server.ts';
import { realEffects } from '../../pipelines/run/effects.ts';
import { Database } from '../../pipelines/warehouse/database.ts';
import { buildPath } from '../../pipelines/warehouse/publish.ts';
import { askCompany } from './company-database.ts';
import { differingNumbers } from './compare-builds.ts';
import { healthyDemo } from './healthy-demo.ts';
import { freePort, startMailServer } from './mail-server.ts';
import { copyWorkspace, holdRaw, makeParentFolder, muster } from './muster.ts';

let parent: string;
let healthy: string;
let folder: string;
let config: string;

beforeAll(async () => {
  parent = await makeParentFolder();
  healthy = await healthyDemo();
  config = await readFile(join(healthy, 'muster.yaml'), 'utf8');
}, 180_000);
afterAll(() => rm(parent, { recursive: true, force: true }));

/** Each fault happens to a copy of a healthy workspace. */
beforeEach(async () => {
  folder = join(parent, 'faulty');
  await rm(folder, { recursive: true, force: true });
  copyWorkspace(healthy, folder);
});

const run = (...argv: string[]) => muster(['run', ...argv, '--workspace', folder]);
/** The stages of a run whose results are numbers. */
const runNoReports = async () => {
  const extracted = await muster(['extract', '--workspace', folder]);
  if (extracted.exitCode !== 0) return extracted;
  return muster(['build', '--workspace', folder]);
};
const pointer = () => readFile(join(folder, 'builds/published.json'), 'utf8');
const configure = (change: (text: string) => string) =>
  writeFile(join(folder, 'muster.yaml'), change(config));

async function overlay(path: string, text: string) {
  await mkdir(join(folder, path, '..'), { recursive: true });
  await writeFile(join(folder, path), text);
}

async function expectUnpublished(
  called: { exitCode: number; stderr: string },
  exitCode: number,
  ...texts: string[]
) {
  for (const text of texts) expect(called.stderr).toContain(text);
  expect(called.exitCode).toBe(exitCode);
  expect(await pointer()).toBe(await readFile(join(healthy, 'builds/published.json'), 'utf8'));
  const builds = await readdir(join(folder, 'builds'));
  expect(builds.filter((name) => name.includes('.part'))).toEqual([]);
}

describe('a run (CARD-2)', () => {
  it('ends with 3 when Postgres cannot be reached, and shows no password', async () => {
    await configure((text) =>
      text.replace('embedded:company', 'postgres://app:hunter2@127.0.0.1:1/app'),
    );
    const failed = await run();
    await expectUnpublished(failed, 3, '127.0.0.1:1', 'sources.app');
    expect(failed.stderr).not.toContain('hunter2');
  });

  it('ends with 3 when the password is wrong, and shows neither', async () => {
    const server = await startWorkspaceServer(join(folder, 'postgres'), realEffects());
    const wrong = new URL(server.url('company'));
    const right = wrong.password;
    wrong.password = 'hunter2';
    await configure((text) => text.replace('embedded:company', wrong.href));
    const failed = await run();
    await server.stop();
    await expectUnpublished(failed, 3, 'password');
    expect(failed.stderr).not.toContain('hunter2');
    expect(failed.stderr).not.toContain(right);
  });

  it('ends with 3 when a mapping lacks a column, and names file and column', async () => {
    await overlay(
      'sql/sources/people.sql',
      '-- Entity: people\n-- Answers: who?\n\nselect id::text as person_id, full_name as name, hired_on as joined_date, left_on as left_date from users',
    );
    await expectUnpublished(await run(), 3, 'sql/sources/people.sql', '"email"');
  });

  it('ends with 3 when a table is missing, and names it', async () => {
    await overlay(
      'sql/sources/people.sql',
      '-- Entity: people\n-- Answers: who?\n\nselect person_id, name, email, joined_date, left_date from staff',
    );
    await expectUnpublished(await run(), 3, 'sql/sources/people.sql', 'staff');
  });

  it('ends with 2 on malformed YAML and on an unknown zone', async () => {
    await configure((text) => text.replace('sources:', 'sources: ['));
    await expectUnpublished(await run(), 2, 'muster.yaml: ', 'Nothing was run.');
    await configure((text) => text.replace('America/Detroit', 'Detroit'));
    await expectUnpublished(await run(), 2, '- time_zone: "Detroit" is not an IANA time zone');
  });

  it('ends with 2 on an error in a SQL file, shown in that file', async () => {
    await overlay(
      'sql/core/extra.sql',
      '-- Grain: a\n-- Unit: rows\n-- Source: x\n-- Answers: what?\n\nselect\n    people.nam as a\n\nfrom people\n',
    );
    await expectUnpublished(
      await run(),
      2,
      'sql/core/extra.sql:7:5: Binder Error',
      '   7 |     people.nam as a\n     |     ^',
      'The published build stays as it was.',
    );
  });

  it('ends with 4 when the calls of a week are missing, and shows the wrong rows of each audit that stops it', async () => {
    await configure((text) =>
      text.replace('as_of: 2026-11-16T12:00:00Z', 'as_of: 2026-11-23T12:00:00Z'),
    );
    await overlay(
      'sql/audits/assert_nothing_is_wrong.sql',
      "-- Answers: is nothing wrong?\n-- On failure: stop\n\nselect 'T-1' as tenant_id, 42 as wrong_count",
    );
    const failed = await run();
    await expectUnpublished(
      failed,
      4,
      '3 audits failed, so nothing was published',
      'assert_rows_did_not_collapse',
      'assert_source_is_fresh',
      'sql/audits/assert_nothing_is_wrong.sql: assert_nothing_is_wrong\nis nothing wrong?',
      'tenant_id  wrong_count\n─────────  ───────────\nT-1        42',
      'stays published. No report was rendered or sent.',
    );
    const { stdout } = await muster(['status', '--workspace', folder]);
    expect(stdout).toMatch(/failed +4/);
  });

  it('holds back a team that an audit holds, sends the others, and ends with 5', async () => {
    const { stdout } = await muster([
      ...['kpi', 'nrr', '--by', 'team', '--json', '--workspace', folder],
    ]);
    const [team] = JSON.parse(stdout) as { scope_id: string; scope_name: string }[];
    await overlay(
      'sql/audits/assert_no_team_is_in_doubt.sql',
      `-- Answers: is no team in doubt?\n-- On failure: hold\n\nselect 'team' as scope_kind, '${team?.scope_id}' as scope_id`,
    );
    await rm(join(folder, 'output'), { recursive: true });
    const held = await run();
    expect(held.exitCode).toBe(5);
    expect(held.stderr).toContain('7 reports rendered, 0 unchanged, 1 held');
    expect(held.stderr).toContain(`held: cs-team for ${team?.scope_name}: is no team in doubt?`);
    const slug = (team?.scope_name ?? '').toLowerCase().replaceAll(' ', '-');
    expect(existsSync(join(folder, 'output/2026-W46/cs-team', slug))).toBe(false);
    const status = await muster(['status', '--workspace', folder]);
    expect(status.stdout).toContain(`team:${team?.scope_id}`);
  });

  it('renders HTML and CSV without a browser, says so, and ends with 5', async () => {
    await configure((text) => `${text}\nbrowser: { executable: /no/such/browser }\n`);
    await rm(join(folder, 'output'), { recursive: true });
    const failed = await run();
    expect(failed.exitCode).toBe(5);
    expect(failed.stderr).toContain('8 reports have no PDF: /no/such/browser: there is no browser');
    const files = await readdir(join(folder, 'output/2026-W46/cs-team/success-erie'));
    expect(files).toContain('report.html');
    expect(files).not.toContain('report.pdf');
  });

  it('ends with 5 when the mail server refuses, and mails each once when it is back', async () => {
    const port = await freePort();
    await configure((text) =>
      text.replace(
        'transport: file',
        `transport: smtp\n  smtp: { host: 127.0.0.1, port: ${port}, allow_plain: true }`,
      ),
    );
    const failed = await run();
    expect(failed.exitCode).toBe(5);
    expect(failed.stderr).toContain('8 failed');
    expect(failed.stderr).toContain(`127.0.0.1:${port}`);
    const server = await startMailServer(port);
    expect((await run()).exitCode).toBe(0);
    expect(server.recipients.sort()).toEqual([...new Set(server.recipients)].sort());
    expect(server.recipients).toHaveLength(8);
    const again = await run();
    await server.stop();
    expect(again.stderr).toContain('8 already');
    expect(server.recipients).toHaveLength(8);
  });

  it('ends with 2 while another muster is at work, and names its process', async () => {
    const holder = await holdRaw(join(folder, 'raw.duckdb'));
    const refused = await run();
    holder.end();
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain(`the process ${holder.pid} has it open`);
    expect(refused.stderr).toContain('Nothing was changed.');
  });
});

/** A build of customers that changed, so that raw has versions, beside the healthy one. */
describe('with a build before the published one', () => {
  const publishedId = async () => (JSON.parse(await pointer()) as { buildId: string }).buildId;
  const pathOf = (buildId: string) => buildPath(join(folder, 'builds'), buildId);
  const versions = async () => {
    const raw = await Database.open(join(folder, 'raw.duckdb'), { readOnly: true });
    const rows = await raw.rows('select * from tenants order by all');
    raw.close();
    return rows;
  };

  let changed: string;
  let first: string;
  let second: string;

  beforeAll(async () => {
    changed = join(parent, 'changed');
    copyWorkspace(healthy, changed);
    folder = changed;
    first = await publishedId();
    await askCompany(changed, (company) =>
      company.query(
        "update customers set seats = seats + 1, name = name || ' Group' where length(name) % 2 = 0",
      ),
    );
    expect((await runNoReports()).exitCode).toBe(0);
    second = await publishedId();
    expect(second).not.toBe(first);
  }, 180_000);

  beforeEach(async () => {
    await rm(folder, { recursive: true });
    copyWorkspace(changed, folder);
  });

  it('muster rollback publishes that one, which the next run with the same rows leaves', async () => {
    const back = await muster(['rollback', '--workspace', folder]);
    expect(back.stdout).toContain(`build ${first} is published again`);
    const again = await run();
    expect(again.stderr).toContain('was rolled back');
    expect(await publishedId()).toBe(first);
  });

  it('muster extract --rebuild-raw makes a lost raw.duckdb anew: the same versions, and a build with the same numbers', async () => {
    const before = await versions();
    expect(before.filter((row) => row.seen_until_run_id !== null)).not.toEqual([]);
    await rm(join(folder, 'raw.duckdb'));
    const refused = await run();
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('Run `muster extract --rebuild-raw`');
    const made = await muster(['extract', '--rebuild-raw', '--workspace', folder]);
    expect({ exitCode: made.exitCode, stderr: made.stderr }).toMatchObject({ exitCode: 0 });
    expect((await runNoReports()).exitCode).toBe(0);
    const third = await publishedId();
    expect(third).not.toBe(second);
    expect(
      await differingNumbers(pathOf(third), buildPath(join(changed, 'builds'), second)),
    ).toEqual([]);
    expect(await versions()).toEqual(before);
  });
});
