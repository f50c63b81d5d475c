import { z } from 'zod';
import { isClock, isDay, isWholeTime, readTimeFormat } from '../pipelines/run/time-format.ts';

const directions = ['inbound', 'outbound', 'internal'] as const;
const kinds = ['queue', 'agent', 'voicemail', 'ivr', 'callback', 'external'] as const;
const statuses = [
  ...['answered', 'no_answer', 'rejected', 'cancelled', 'busy', 'failed', 'abandoned'],
  ...['flow_out', 'voicemail', 'callback', 'external', 'ivr', 'open'],
] as [string, ...string[]];

interface Allowed {
  readonly format?: z.ZodType<string>;
  readonly values?: z.ZodType<string | boolean>;
}

/** Where a column is: a header name or a place, or that with how its text is to be read. */
function column(what: string, allowed: Allowed = {}) {
  const place = z.union([z.string().min(1), z.number().int().min(1)]);
  const full = z
    .strictObject({
      column: place.optional(),
      value: z.string().optional(),
      ...(allowed.format === undefined ? {} : { format: allowed.format.optional() }),
      ...(allowed.values === undefined
        ? {}
        : { values: z.record(z.string(), allowed.values).optional() }),
    })
    .refine(
      (rule) => (rule.column === undefined) !== (rule.value === undefined),
      'Write either column or value',
    );
  const more = ['column', 'value', ...Object.keys(allowed)].join(', ');
  return z
    .union([place, full], {
      error: `Write a header name, a place from 1 on, or {${more}}, each with a value that it may have`,
    })
    .optional()
    .describe(what);
}

const pattern = (isFit: (format: NonNullable<ReturnType<typeof readTimeFormat>>) => boolean) =>
  z.string().refine((text) => {
    const format = readTimeFormat(text);
    return format !== undefined && isFit(format);
  });
const instant = {
  format: z.union([z.enum(['epoch_seconds', 'epoch_ms']), pattern(isWholeTime)]),
};
const duration = { format: z.enum(['seconds', 'milliseconds', 'minutes', 'H:MM:SS', 'MM:SS']) };
const text = { values: z.string() };

/** The columns that may be declared, by their canonical names. */
export const declaredColumns = z
  .strictObject({
    leg_id: column('Id of the line'),
    call_id: column('Id of the call'),
    started_at: column('When the call, or this part of it, began', instant),
    started_date: column('Day of the start, with started_time', { format: pattern(isDay) }),
    started_time: column('Time of the start, with started_date', { format: pattern(isClock) }),
    answered_at: column('When a person answered', instant),
    ended_at: column('When it ended', instant),
    updated_at: column('When the line was last changed', instant),
    direction: column('inbound, outbound or internal', { values: z.enum(directions) }),
    kind: column('What a line is about, where a call has several lines', {
      values: z.enum(kinds),
    }),
    status: column('What became of it', { values: z.enum(statuses) }),
    queue: column('The queue that the caller waited in', text),
    agent: column('The person of your own', text),
    from_number: column('Who called'),
    to_number: column('Who was called'),
    dialled_number: column('Your own number that was dialled'),
    wait: column('From entering the queue to an answer or to leaving', duration),
    ring: column('How long it rang', duration),
    talk: column(
      'Conversation, without wait; with hold only by capabilities hold_in_talk',
      duration,
    ),
    hold: column('Hold', duration),
    wrap_up: column('After-call work', duration),
    duration: column('From the start to the end', duration),
    transferred: column('Whether the agent handed the call over', { values: z.boolean() }),
  })
  .refine(
    (columns) =>
      (columns.started_at === undefined) ===
        (columns.started_date !== undefined && columns.started_time !== undefined) &&
      (columns.started_date === undefined) === (columns.started_time === undefined),
    'Declare either started_at, or started_date and started_time',
  );
