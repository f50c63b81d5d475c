import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { configJsonSchema } from '../../config/json-schema.ts';
import { configFileName, loadWorkspace } from '../../config/load.ts';
import { createSampleCompany } from '../demo/sample-company.ts';
import { activateDigest } from '../record/digest-activations.ts';
import { hashText, makeFolder, writeWholeFile } from '../run/files.ts';
import { formatPeriod, lastClosedPeriod, periodOf } from '../run/period.ts';
import { exitCodes, UserError } from '../run/user-error.ts';
import type { CommandContext } from './context.ts';
import { demoConfig, demoTimeZone } from './demo-config.ts';
import { runSteps } from './progress.ts';
import { runWorkspace } from './run.ts';
import { Session } from './session.ts';

/** What a demo workspace is a function of; kept in its `demo.json`. */
interface DemoOptions {
  readonly seed: number;
  readonly tenants: number;
  readonly months: number;
  readonly callScale: number;
  readonly asOf: string;
}

interface DemoFlags {
  readonly seed: string;
  readonly tenants: string;
  readonly months: string;
  readonly callScale: string;
  readonly asOf?: string;
}

const markerName = 'demo.json';

/** `muster demo`: a sample company, the whole run, and where to look. */
export function demoCommand(context: CommandContext): Command {
  return new Command('demo')
    .summary('a sample company, the whole run, and where to look')
    .description(
      'Makes a sample company with a Postgres of its own and telephone exports, then does exactly ' +
        'what `muster run` does for last week. Its clock is held at the as-of.',
    )
    .argument('[folder]', 'the demo workspace', 'demo-workspace')
    .option('--seed <number>', 'another company', '1')
    .option('--tenants <count>', 'customer organisations', '60')
    .option('--months <count>', 'months of telephone calls', '24')
    .addOption(new Option('--call-scale <factor>', 'more or fewer calls').default('1'))
    .option('--as-of <instant>', 'default: last Monday, 07:00 in Detroit')
    .addHelpText(
      'after',
      `
Example:
  npm run demo
  muster demo /tmp/acme --tenants 500 --seed 7

Running it again on the same folder changes nothing and sends nothing.

Exit codes: 0 done · 2 the folder holds something else · the others as for \`muster run\``,
    )
    .action(async (folder: string, flags: DemoFlags) => {
      const target = resolve(context.currentFolder, folder);
      await prepareWorkspace(target, flags, context);
      const { config } = await loadWorkspace(target, target, context.environment);
      const session = new Session(target, config, context.effects);
      try {
        await fillWorkspace(session, context);
        context.setExitCode(await runWorkspace(session, context));
        context.effects.print(await whereToLook(session, context.currentFolder));
      } finally {
        await session.close();
      }
    });
}

/** Writes the configuration of a new demo, or checks that the folder holds the demo that was asked for. */
async function prepareWorkspace(target: string, flags: DemoFlags, context: CommandContext) {
  const marker = join(target, markerName);
  if (existsSync(marker)) {
    const stored = JSON.parse(await readFile(marker, 'utf8')) as DemoOptions;
    const wanted = demoOptions(flags, Temporal.Instant.from(stored.asOf));
    if (JSON.stringify(stored) === JSON.stringify(wanted)) return;
    throw new UserError({
      what: `this demo was made with other options: ${JSON.stringify(stored)}`,
      where: target,
      advice: 'Name another folder, or delete this one. Nothing was changed.',
      exitCode: exitCodes.usage,
    });
  }
  if (existsSync(target) && (await readdir(target)).length > 0) {
    throw new UserError({
      what: 'the folder is not empty and holds no demo',
      where: target,
      advice: 'Name another folder. Nothing was changed.',
      exitCode: exitCodes.usage,
    });
  }
  const options = demoOptions(flags, lastMondayMorning(context.effects.now()));
  await makeFolder(join(target, 'inbox', '3cx'));
  const schema = `${JSON.stringify(configJsonSchema(), null, 2)}\n`;
  await writeWholeFile(join(target, 'muster.schema.json'), schema);
  await writeWholeFile(join(target, 'secret.key'), `${hashText(`demo ${options.seed}`)}\n`);
  const identity = hashText(`workspace ${JSON.stringify(options)}`).slice(0, 16);
  await writeWholeFile(join(target, 'workspace.id'), `${identity}\n`);
  await writeWholeFile(marker, JSON.stringify(options));
  await writeWholeFile(join(target, configFileName), demoConfig(options.asOf));
}

function demoOptions(flags: DemoFlags, fallback: Temporal.Instant): DemoOptions {
  return {
    seed: numberOf(flags.seed, '--seed'),
    tenants: numberOf(flags.tenants, '--tenants'),
    months: numberOf(flags.months, '--months'),
    callScale: numberOf(flags.callScale, '--call-scale'),
    asOf: flags.asOf === undefined ? fallback.toString() : instantOf(flags.asOf),
  };
}

function numberOf(text: string, flag: string): number {
  const number = Number(text);
  if (Number.isFinite(number) && text.trim() !== '') return number;
  throw refuse(`${flag} takes a number, not "${text}"`);
}

function instantOf(text: string): string {
  try {
    return Temporal.Instant.from(text).toString();
  } catch {
    throw refuse(`--as-of takes an instant such as 2026-11-16T07:00:00-05:00, not "${text}"`);
  }
}

function refuse(what: string): UserError {
  return new UserError({ what, advice: 'Nothing was written.', exitCode: exitCodes.usage });
}

function lastMondayMorning(now: Temporal.Instant): Temporal.Instant {
  const local = now.toZonedDateTimeISO(demoTimeZone);
  const calendar = {
    timeZone: demoTimeZone,
    weekStart: 'monday',
    fiscalYearStartMonth: 1,
    fiscalMonths: 'calendar',
  } as const;
  const monday = periodOf('week', local.toPlainDate(), calendar).startDate;
  const morning = (day: Temporal.PlainDate) =>
    day.toZonedDateTime({ timeZone: demoTimeZone, plainTime: '07:00' }).toInstant();
  const thisWeek = morning(monday);
  const hasCome = Temporal.Instant.compare(thisWeek, now) <= 0;
  return hasCome ? thisWeek : morning(monday.subtract({ weeks: 1 }));
}

/** Makes the company once; a company whose making was cut short is made anew. */
async function fillWorkspace(session: Session, context: CommandContext): Promise<void> {
  const done = join(session.folder, 'demo.done');
  if (existsSync(done)) return;
  const options = JSON.parse(
    await readFile(join(session.folder, markerName), 'utf8'),
  ) as DemoOptions;
  const step = {
    title: 'sample company',
    run: async (tell: (line: string) => void) => {
      const company = await createSampleCompany(
        {
          databaseUrl: await session.postgresUrl('embedded:company'),
          telephoneUrl: await session.postgresUrl('embedded:plymouth'),
          inboxFolder: join(session.folder, 'inbox', '3cx'),
          seed: options.seed,
          tenantCount: options.tenants,
          monthCount: options.months,
          callScale: options.callScale,
          asOf: Temporal.Instant.from(options.asOf),
          timeZone: demoTimeZone,
        },
        tell,
      );
      await activateDigest(
        await session.record(),
        await session.workspaceId(),
        'weekly-team',
        'muster demo',
        session.effects,
      );
      await writeWholeFile(done, 'the sample company is complete\n');
      const { teamCount, memberCount, tenantCount, calls } = company;
      const lines = calls.lineCount.toLocaleString('en-US');
      const segments = calls.segmentCount.toLocaleString('en-US');
      return (
        `${teamCount} teams, ${memberCount} members, ${tenantCount} tenants, ${lines} call lines, ` +
        `${segments} call segments`
      );
    },
  };
  await runSteps([step], context);
}

async function whereToLook(session: Session, currentFolder: string): Promise<string> {
  const { calendar } = session;
  const week = formatPeriod(lastClosedPeriod('week', session.effects.now(), calendar), calendar);
  const reports = join(session.paths.output, week);
  const outbox = resolve(session.folder, session.config.deliver.folder);
  const shown = (path: string) => relative(currentFolder, path) || '.';
  const first = async (folder: string, file: string) => {
    const name = (await readdir(folder).catch(() => []))[0];
    return name === undefined ? [] : [shown(join(folder, name, file))];
  };
  const mails = (await readdir(outbox, { recursive: true }).catch(() => []))
    .filter((name) => name.endsWith('.eml'))
    .sort();
  const mail = mails[0] === undefined ? [] : [shown(join(outbox, mails[0]))];
  const open = [
    ...(await first(join(reports, 'cs-team'), 'report.html')),
    ...(await first(join(reports, 'call-team'), 'report.pdf')),
    ...mail,
  ];
  return `
Reports: ${shown(reports)}
Mails:   ${shown(outbox)} (${mails.length} .eml files)

Open first:
${open.map((path) => `  ${path}`).join('\n')}

Then ask:
  npx muster kpi nrr grr --by team --period last-week --workspace ${shown(session.folder)}
`;
}
