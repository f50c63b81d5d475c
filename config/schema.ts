import { z } from 'zod';
import { fiscalMonths } from '../pipelines/run/fiscal-month.ts';
import { weekStarts } from '../pipelines/run/period.ts';
import { metricSettings } from './metric-settings.ts';
import { callLogProfile, cucmProfile, declaredProfile, ownNumbers } from './telephone-profiles.ts';

const timeZone = z.string().refine(isTimeZone, {
  error: (issue) =>
    `"${String(issue.input)}" is not an IANA time zone. Write one such as America/Detroit`,
});

const hours = z.number().positive();

const freshness = {
  max_age_hours: hours
    .default(96)
    .describe('Older than this at the as-of, the source counts as stale and nothing is published'),
  required: z.boolean().default(true).describe('false: a stale or missing source only warns'),
};

const profile = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]*$/, 'Name profiles in lower case, such as 3cx-cdroutput')
  .refine((name) => name !== 'files', 'files is no profile: that folder is for the other dialect')
  .optional();

const entities = z
  .array(z.string().regex(/^[a-z][a-z_]*$/, 'Name entities as in docs/data.md, such as people'))
  .nonempty()
  .optional()
  .describe('Only these entities are read from here; absent: all that are mapped');

const mappedTimeZone = timeZone
  .optional()
  .describe('Zone of times that name none, for the mappings to use; absent: UTC');

const postgresSource = z.strictObject({
  kind: z.literal('postgres').describe('Tables, mapped by sql/sources/<entity>.sql'),
  url: z
    .string()
    .min(1)
    .describe('postgres://user:password@host:5432/database, or embedded:NAME for the workspace'),
  profile: profile.describe(
    'The mappings in sql/sources/<profile>/ are read instead, such as 3cx-cdroutput',
  ),
  entities,
  time_zone: mappedTimeZone,
  statement_timeout_seconds: z
    .number()
    .int()
    .positive()
    .default(300)
    .describe('Longest time that one query of a mapping may take'),
  ...freshness,
});

const capabilities = z
  .strictObject({
    wait: z.boolean().default(false).describe('Calls know how long the caller waited'),
    offers: z.boolean().default(false).describe('Calls know whose phone rang, answered or not'),
    hold: z.boolean().default(false).describe('Calls know their hold time'),
    wrap_up: z.boolean().default(false).describe('Calls know the after-call work'),
    talk_in_queue_calls: z.boolean().default(false).describe('Talk does not contain the wait'),
    hold_in_talk: z.boolean().default(false).describe('Talk contains the time on hold'),
    unanswered: z.boolean().default(true).describe('Calls that nobody answered are there too'),
    transfers: z.boolean().default(false).describe('Calls know who handed them over'),
    call_ids: z.boolean().default(true).describe('The ids of calls come from the source'),
  })
  .prefault({});

const filesSource = z.strictObject({
  kind: z.literal('files').describe('Files, mapped by sql/sources/files/<entity>.sql'),
  folder: z.string().min(1).describe('Folder of CSV or Parquet files, from the workspace'),
  profile: profile.describe('The mappings in sql/sources/files/<profile>/ are read instead'),
  entities,
  time_zone: mappedTimeZone,
  capabilities,
  ...freshness,
});

const cdr = {
  kind: z.literal('cdr').describe('Telephone exports'),
  folder: z.string().min(1).describe('Folder in which the exports arrive, from the workspace'),
  time_zone: timeZone.default('UTC').describe('Zone in which the export writes its times'),
  archive: z.boolean().default(true).describe('Move loaded files to the archive folder'),
  ...freshness,
};

const threeCxSource = z.strictObject({
  ...cdr,
  format: z
    .enum(['3cx', '3cx-v20'])
    .describe('CDR files of 3CX, of any version; 3cx-v20 is its former name'),
  profile: z
    .strictObject({
      voicemail_extensions: z
        .array(z.string().regex(/^[0-9A-Za-z*#_-]{1,8}$/, 'Write extensions such as 999'))
        .optional()
        .describe('Extensions that are the voicemail; absent: 999'),
      older_time_zone: timeZone
        .optional()
        .describe('Zone of lines from before V20, where it differs; absent: time_zone'),
    })
    .prefault({}),
});

const asteriskSource = z.strictObject({
  ...cdr,
  format: z.literal('asterisk').describe('Asterisk and FreePBX: Master.csv and queue_log'),
  profile: z
    .strictObject({
      extensions: ownNumbers,
      columns: z
        .array(z.string().min(1))
        .optional()
        .describe('Fields of a line in their order; absent: those of cdr_csv'),
      queue_log: z
        .boolean()
        .optional()
        .describe('true: the folder has queue_log too, so waits and offers are known'),
    })
    .prefault({}),
});

const freeSwitchSource = z.strictObject({
  ...cdr,
  format: z.literal('freeswitch').describe('cdr-csv of FreeSWITCH'),
  profile: z
    .strictObject({
      extensions: ownNumbers,
      columns: z
        .array(z.string().min(1))
        .optional()
        .describe(
          'Variables of the template in their order; absent: those of the one called example',
        ),
    })
    .prefault({}),
});

const callLogSource = z.strictObject({
  ...cdr,
  format: z.enum(['3cx-call-log']).describe("The call log that 3CX's web console exports as CSV"),
  profile: callLogProfile,
});

const cucmSource = z.strictObject({
  ...cdr,
  format: z.enum(['cucm']).describe('CDR files of Cisco Unified Communications Manager'),
  profile: cucmProfile,
});

const declaredSource = z.strictObject({
  ...cdr,
  format: z.enum(['declared']).describe('Any export of lines and fields, as `profile` declares it'),
  profile: declaredProfile(capabilities),
});

/** One shape a format; its profile's keys are those of the adapter's profile, and it has the defaults. */
const cdrSource = z.discriminatedUnion('format', [
  threeCxSource,
  callLogSource,
  asteriskSource,
  freeSwitchSource,
  cucmSource,
  declaredSource,
]);

/** The formats of telephone exports, by the names that `muster.yaml` has for them. */
export const cdrFormats = cdrSource.options.flatMap(({ shape: { format } }) =>
  format instanceof z.ZodEnum ? format.options : [...format.values],
);

const smtp = z.strictObject({
  host: z.string().min(1).describe('Mail server'),
  port: z
    .number()
    .int()
    .min(1)
    .max(65535)
    .default(587)
    .describe('587: STARTTLS, which is required'),
  secure: z.boolean().default(false).describe('true: TLS from the first byte (port 465)'),
  allow_plain: z.boolean().default(false).describe('true: send without TLS (loopback relays)'),
  verify_tls: z.boolean().default(true).describe("false: accept any server's certificate"),
  user: z.string().optional().describe('Name to log in with; absent: no login'),
  password: z.string().optional().describe('Best given as an environment variable'),
});

/** The shape of `muster.yaml`: every key, its type, its default. */
export const configSchema = z.strictObject({
  company: z.string().min(1).describe('Name printed on reports and mails'),
  time_zone: timeZone.describe('Zone of weeks, months, revenue and schedules'),
  week_start: z
    .enum(weekStarts)
    .default('monday')
    .describe('First day of a week; ISO week labels only with monday'),
  fiscal_year_start_month: z
    .number()
    .int()
    .min(1)
    .max(12)
    .default(1)
    .describe('Quarters are fiscal; 1 makes them calendar quarters'),
  fiscal_months: z
    .enum(fiscalMonths)
    .default('calendar')
    .describe(
      'calendar, or the whole weeks of the three months of a quarter: docs/guides/periods.md',
    ),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'Write a three-letter code such as USD')
    .default('USD')
    .describe('Currency of all amounts; others need a rate in sql/seeds/exchange_rates.csv'),
  as_of: z
    .string()
    .refine(isInstant, 'Write an instant such as 2026-11-16T07:00:00-05:00')
    .optional()
    .describe('Holds the clock at one instant: for a demo or a replay, never for a live workspace'),
  sources: z
    .record(
      z.string().regex(/^[a-z0-9][a-z0-9_-]*$/, 'Name sources in lower case, such as app or 3cx'),
      z.discriminatedUnion('kind', [postgresSource, filesSource, cdrSource]),
    )
    .describe('Where records come from, by name; read only'),
  record: z
    .strictObject({
      url: z
        .string()
        .min(1)
        .default('embedded:muster')
        .describe("Postgres for muster's own schema; embedded:NAME starts one in the workspace"),
    })
    .prefault({}),
  extract: z
    .strictObject({
      max_rejected_share: z
        .number()
        .min(0)
        .max(1)
        .default(0.05)
        .describe('More rejected rows than this share of an entity or file stop the run'),
    })
    .prefault({}),
  metrics: z
    .strictObject(metricSettings)
    .prefault({})
    .describe('Settings that shape numbers; every report prints them'),
  output: z
    .strictObject({
      folder: z.string().min(1).default('output').describe('Where reports are written'),
    })
    .prefault({}),
  deliver: z
    .strictObject({
      transport: z
        .enum(['smtp', 'file'])
        .default('file')
        .describe('file writes .eml files, which never count as sent'),
      folder: z.string().min(1).default('outbox').describe('Where the file transport writes .eml'),
      from: z.string().min(3).default('muster@example.com').describe('Sender of all mails'),
      unsubscribe: z.string().optional().describe('Address or link for List-Unsubscribe'),
      max_messages: z
        .number()
        .int()
        .positive()
        .optional()
        .describe('More mails than this need --confirm; absent: twice the recent median'),
      smtp: smtp.optional(),
    })
    .prefault({}),
  security: z
    .strictObject({
      hash_key: z
        .string()
        .min(16)
        .optional()
        .describe("Key of the hash that stands for a caller's number; absent: secret.key"),
    })
    .prefault({}),
  browser: z
    .strictObject({ executable: z.string().optional().describe('Chromium that prints PDFs') })
    .prefault({}),
});

/** The configuration as the program uses it: defaults filled in. */
export type Config = z.infer<typeof configSchema>;
export type CapabilityConfig = z.infer<typeof capabilities>;
export type SourceConfig = Config['sources'][string];

function isTimeZone(text: string): boolean {
  if (!/^[A-Za-z]+(\/[A-Za-z0-9_+-]+)+$|^UTC$/.test(text)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text);
    return true;
  } catch {
    return false;
  }
}

function isInstant(text: string): boolean {
  try {
    Temporal.Instant.from(text);
    return true;
  } catch {
    return false;
  }
}
