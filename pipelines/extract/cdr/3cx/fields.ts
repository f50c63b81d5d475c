/** The fields in their order; 27 of them make a line. */
export const fields = [
  'historyid',
  'callid',
  'duration',
  'time_start',
  'time_answered',
  'time_end',
  'reason_terminated',
  'from_no',
  'to_no',
  'from_dn',
  'to_dn',
  'dial_no',
  'reason_changed',
  'final_number',
  'final_dn',
  'bill_code',
  'bill_rate',
  'bill_cost',
  'bill_name',
  'chain',
  'from_type',
  'to_type',
  'final_type',
  'from_dispname',
  'to_dispname',
  'final_dispname',
  'missed_queue_calls',
] as const;

/** The name of a field. */
export type Field = (typeof fields)[number];

/** The SQL of a field of the list `f`. */
export function field(name: Field): string {
  return `f[${fields.indexOf(name) + 1}]`;
}
