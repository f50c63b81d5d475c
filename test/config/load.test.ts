import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../config/load.ts';
import { UserError } from '../../pipelines/run/user-error.ts';

const valid = `
company: Alder Ridge
time_zone: America/Detroit
sources:
  app: { kind: postgres, url: "\${APP_URL}" }
`;

function problems(text: string, environment = {}): string {
  try {
    parseConfig(text, 'muster.yaml', environment);
    return '';
  } catch (error) {
    return error instanceof UserError ? error.text : String(error);
  }
}

describe('parseConfig', () => {
  it('fills in defaults and variables', () => {
    const config = parseConfig(valid, 'muster.yaml', { APP_URL: 'postgres://app' });
    expect(config.sources.app).toEqual({
      kind: 'postgres',
      url: 'postgres://app',
      statement_timeout_seconds: 300,
      max_age_hours: 96,
      required: true,
    });
    expect(config.deliver.transport).toBe('file');
  });

  it('uses the fallback of a variable that is not set', () => {
    const config = parseConfig(
      valid.replace('APP_URL', 'APP_URL:-embedded:app'),
      'muster.yaml',
      {},
    );
    expect(config.sources.app).toMatchObject({ url: 'embedded:app' });
  });

  it('reports every problem at once, each with its key', () => {
    const text = `
company: A
time_zone: EST
foo: 1
sources:
  app: { kind: postgres, url: "\${APP_URL}", urll: x }
  3cx: { kind: cdrr }
week_start: tuesday
`;
    expect(problems(text)).toBe(
      `muster.yaml: 6 problems
- sources.app.url: environment variable APP_URL is not set
- time_zone: "EST" is not an IANA time zone. Write one such as America/Detroit.
- week_start: Invalid option: expected one of "monday"|"sunday"|"saturday".
- sources.app.urll: unknown key. Known: kind, url, profile, entities, time_zone, statement_timeout_seconds, max_age_hours, required.
- sources.3cx.kind: missing or unknown. Known: postgres, files, cdr.
- foo: unknown key. Known: company, time_zone, week_start, fiscal_year_start_month, fiscal_months, currency, as_of, sources, record, extract, metrics, output, deliver, security, browser.
Mend the keys above; \`docs/config.md\` lists every key. Nothing was run.`,
    );
  });

  it('asks for smtp settings when mail goes out by smtp', () => {
    expect(problems(`${valid}deliver: { transport: smtp }\n`, { APP_URL: 'x' })).toContain(
      'deliver.smtp: missing, but deliver.transport is smtp.',
    );
  });

  it('says where malformed YAML breaks', () => {
    expect(problems('a: [')).toContain('muster.yaml: 1 problem\n- Flow sequence');
  });

  it('never prints a value that may be a secret', () => {
    const text = `${valid}record: { url: 5, secret_key: hunter2hunter2 }\n`;
    const printed = problems(text, { APP_URL: 'postgres://u:hunter2@h/db' });
    expect(printed).toContain('record.secret_key: unknown key');
    expect(printed).not.toContain('hunter2');
  });

  it('knows the settings of each format of telephone exports', () => {
    const source = (text: string) => `${valid}  3cx: { kind: cdr, folder: in, ${text} }\n`;
    expect(problems(source('format: 3cx, profile: { voicemail_extensions: ["998"] }'))).toContain(
      'environment variable APP_URL is not set',
    );
    const set = { APP_URL: 'embedded:app' };
    expect(problems(source('format: nortel'), set)).toContain(
      '- sources.3cx.format: missing or unknown. Known: 3cx, 3cx-v20',
    );
    expect(problems(source('format: 3cx, profile: { voicemail: "998" }'), set)).toContain(
      '- sources.3cx.profile.voicemail: unknown key. Known: voicemail_extensions,',
    );
  });
});
