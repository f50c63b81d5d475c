import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import type { Command } from 'commander';
import { configJsonSchema } from '../config/json-schema.ts';
import { createProgram } from '../pipelines/commands/program.ts';
import { type Model, readModels } from '../pipelines/models/model.ts';
import { realEffects } from '../pipelines/run/effects.ts';
import { parseHeader } from '../pipelines/run/header.ts';
import { programFolder, readProgramFiles } from '../pipelines/run/overlay.ts';

/** The pages of `docs/` that are made from the program itself, by file name. */
async function generatePages(): Promise<Map<string, string>> {
  const models = await readModels(undefined);
  return new Map([
    ['cli.md', await cliPage()],
    ['config.md', configPage()],
    ['kpis.md', kpisPage(models)],
    ['models.md', await modelsPage(models)],
    ['data.md', await dataPage()],
  ]);
}

const note = '<!-- Made by `npm run docs`. Do not edit by hand. -->';

async function cliPage(): Promise<string> {
  const program = await createProgram({
    effects: realEffects(),
    environment: {},
    currentFolder: '.',
    isTerminal: false,
    setExitCode: () => undefined,
  });
  const help = (command: Command) => {
    let text = '';
    command.configureOutput({
      writeOut: (chunk) => {
        text += chunk;
      },
      getOutHelpWidth: () => 90,
    });
    command.outputHelp();
    return text.trimEnd();
  };
  const commands = program.commands.map(
    (command) => `## muster ${command.name()}\n\n\`\`\`\n${help(command)}\n\`\`\`\n`,
  );
  return `# Commands\n\n${note}\n\n\`\`\`\n${help(program)}\n\`\`\`\n\n${commands.join('\n')}`;
}

interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
}

function configPage(): string {
  const rows = configRows(configJsonSchema() as JsonSchema, '');
  return `# muster.yaml

${note}

Values may name environment variables: \`\${NAME}\`, or \`\${NAME:-fallback}\`. A key that is not listed
here is an error. \`muster init\` writes a commented file and a JSON Schema for editors;
\`muster doctor\` checks the values against the world.

| key | type | default | meaning |
|---|---|---|---|
${rows.join('\n')}
`;
}

function configRows(schema: JsonSchema, prefix: string): string[] {
  const rows: string[] = [];
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const key = prefix === '' ? name : `${prefix}.${name}`;
    const isRequired = schema.required?.includes(name) === true;
    rows.push(...propertyRows(key, property, isRequired));
  }
  return rows;
}

function propertyRows(key: string, property: JsonSchema, isRequired: boolean): string[] {
  if (property.properties !== undefined) return configRows(property, key);
  const inner = property.additionalProperties;
  const options = typeof inner === 'object' ? optionsOf(inner) : [];
  if (typeof inner === 'object' && options.length > 0) {
    return options.flatMap((option) => {
      const { kind, format } = option.properties ?? {};
      const name = format?.const ?? format?.enum?.[0];
      const ofFormat = name === undefined ? '' : ` and format \`${name}\``;
      return [
        `| **${key}.NAME** of kind \`${kind?.const}\`${ofFormat} | | | |`,
        ...configRows(option, `${key}.NAME`),
      ];
    });
  }
  const type = property.enum?.map((each) => `\`${each}\``).join(', ') ?? property.type ?? '';
  const shown = property.const === undefined ? type : `\`${property.const}\``;
  const fallback = property.default === undefined ? '' : `\`${JSON.stringify(property.default)}\``;
  const needed = isRequired && property.default === undefined ? 'required' : fallback;
  return [`| \`${key}\` | ${shown} | ${needed} | ${property.description ?? ''} |`];
}

/** The shapes that a value may have, those inside a shape that is itself a choice included. */
function optionsOf(schema: JsonSchema): JsonSchema[] {
  const options = schema.oneOf ?? schema.anyOf ?? [];
  return options.flatMap((option) => {
    const inner = optionsOf(option);
    return inner.length > 0 ? inner : [option];
  });
}

function kpisPage(models: readonly Model[]): string {
  const kpis = models.filter((model) => model.layer === 'kpis');
  const sections = kpis.map((kpi) => {
    const get = (key: string) => kpi.header.get(key) ?? '';
    return `## ${get('Name')} (\`${kpi.name}\`)

*${get('Answers')}*

${get('Definition')}

| unit | better | window | needs | from | SQL |
|---|---|---|---|---|---|
| ${get('Unit')} | ${get('Better')} | ${get('Window')} | ${get('Needs').replaceAll('|', 'or')} | \`${get('Source')}\` | [${kpi.file.path}](../${kpi.file.path}) |

${madeOf(get)}
`;
  });
  return `# Metrics

${note}

Each metric is one SQL file over a roll-up. A ratio keeps its numerator and denominator, so that a
team's value is computed from all of its rows and never as a mean of its people's values. A missing
value is null with its reason, never 0.

${sections.join('\n')}`;
}

/** Of which rows a number is made, and how it may be cut. */
function madeOf(get: (key: string) => string): string {
  if (get('Adds') === '') return `Rows: ${get('Rows')}.`;
  const inPeriod = get('In period') === '' ? '' : ` Of the period itself: \`${get('In period')}\`.`;
  const ofPerson = get('Rows of a person');
  const person =
    ofPerson === '' ? '' : ` For a person: \`${get('Adds of a person')}\` over \`${ofPerson}\`.`;
  const splits = get('Splits').startsWith('none, ')
    ? `Has no parts that add up${get('Splits').slice('none'.length)}.`
    : `Can be cut by ${get('Splits')}.`;
  return `\`${get('Adds')}\` over the rows \`${get('Rows')}\`.${person} ${splits}${inPeriod}`;
}

async function modelsPage(models: readonly Model[]): Promise<string> {
  const layers = ['staging', 'core', 'rollups'].map((layer) => {
    const rows = models
      .filter((model) => model.layer === layer)
      .map((model) => {
        const get = (key: string) => model.header.get(key) ?? '';
        return `| [${model.name}](../${model.file.path}) | ${get('Answers')} | ${get('Grain')} |`;
      });
    return `## ${layer}\n\n| model | answers | one row for each |\n|---|---|---|\n${rows.join('\n')}\n`;
  });
  const audits = (await readProgramFiles(undefined, 'sql/audits', '.sql')).map((file) => {
    const header = parseHeader(file.text, file.path, {
      required: ['Answers', 'On failure'],
      optional: [],
    });
    const name = file.path.replace('sql/audits/', '').replace('.sql', '');
    return `| [${name}](../${file.path}) | ${header.get('Answers')} | ${header.get('On failure')} |`;
  });
  return `# Models and audits

${note}

A model is one plain \`select\` with a header. Layers read to their left only: raw → staging → core →
rollups → kpis. Only staging reads raw; a metric reads roll-ups only. The grain of every model is
checked for duplicates and nulls at each build; a column marked \`?\` may be null.

A metric's header also says of which rows its number is made, so that \`muster explain\` can show them:
\`Rows: <model> [where <condition>]\` names a kept model of core or rollups, \`Adds: <aggregate>
[/ <aggregate>]\` what its rows add up to (numerator / denominator), \`Splits:\` by what the number may be
cut (the parts add up, unless the number is a quantile, the greatest or a distinct count, which is taken
anew of every part), \`Settings:\` what shapes it beside the settings that the models below the rows
read, \`Ratio of: currency\` that it is a ratio of money, all of which is counted, so that a change of it
needs no test of chance, \`In period: <metric>\` which metric is of the period itself where this one's window
is longer. \`Benchmark:\` says what the others of a team are together where that does not follow from
\`Adds\` (ratios are pooled; of a sum one of them has the mean; quantiles and ratios to distinct counts are taken anew
from the rows of the others; counts of different things, the greatest and scores have none): \`mean, because …\`,
\`none, because …\`, or the model of core or rollups that gives it. Where one person's number is made of other rows than a team's,
\`Rows of a person\` and \`Adds of a person\` say so. Rows either carry \`local_date\` with \`location_id\`, \`team_id\`, \`person_id\`, or
\`scope_kind\`, \`scope_id\`, \`grain\`, \`period_start_date\`. A metric that has none says
\`Rows: none, because …\`.

${layers.join('\n')}
## audits

An audit selects the rows that are wrong. \`stop\`: nothing is published. \`hold\`: reports and mails of
the scopes it names are held back. \`warn\`: printed at the end of each report.

| audit | asks | on failure |
|---|---|---|
${audits.join('\n')}
`;
}

async function dataPage(): Promise<string> {
  const sections = (await readProgramFiles(undefined, 'sql/contracts', '.sql')).map((file) => {
    const header = parseHeader(file.text, file.path, {
      required: ['Entity', 'Key', 'Keep', 'Answers'],
      optional: ['Private'],
    });
    const entity = header.get('Entity') ?? '';
    const columns = file.text.slice(file.text.indexOf('(\n') + 2, file.text.lastIndexOf('\n);'));
    const hidden = header.get('Private');
    return `## ${entity}

*${header.get('Answers')}*

Key: \`${header.get('Key')}\`. Keep: ${header.get('Keep')}.${hidden === undefined ? '' : ` Private: ${hidden}.`}

\`\`\`sql
${columns}
\`\`\`
`;
  });
  return `# Entities

${note}

An entity is the contract between your tables and muster's models; \`sql/contracts/<entity>.sql\` holds it.
A mapping gives its columns: \`sql/sources/<entity>.sql\` from Postgres, \`sql/sources/files/<entity>.sql\`
from files. An entity without a mapping is absent: metrics that need it have no rows, and say so.
\`events\` merge by key; of \`versions\` every version seen is kept, and a row that vanishes is closed.

Telephone exports fill \`call_lines\`. The format \`3cx\` is the CDR file of 3CX: 27 fields a
line, no header. A line is loaded, or rejected with file, line number and reason; a file is known by its
content. Such a file cannot tell the wait in a queue, whose phone rang, or the talk of a queue call, so
metrics that need these are null with that reason.

${sections.join('\n')}`;
}

/** Writes the pages, or with `--check` only tells which ones are stale; gives the exit code. */
async function main(isCheck: boolean): Promise<number> {
  const stale: string[] = [];
  for (const [name, text] of await generatePages()) {
    const path = join(programFolder, 'docs', name);
    const present = await readFile(path, 'utf8').catch(() => '');
    if (present === text) continue;
    stale.push(name);
    if (!isCheck) await writeFile(path, text);
  }
  const verb = isCheck ? 'stale, run `npm run docs`' : 'written';
  for (const name of stale) process.stderr.write(`docs/${name}: ${verb}\n`);
  return isCheck && stale.length > 0 ? 1 : 0;
}

if (process.argv[1] === import.meta.filename) {
  process.exitCode = await main(process.argv.includes('--check'));
}
