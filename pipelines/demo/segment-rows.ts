import type { CopyValue } from './copy-text.ts';
import type { Segment, SegmentEnd } from './segment.ts';
import type { SampleTable } from './tables.ts';

const participantColumns = [
  ['participant_id', 'uuid'],
  ['entity_type', 'varchar'],
  ['dn_number', 'varchar'],
  ['dn_type', 'varchar'],
  ['dn_name', 'varchar'],
  ['participant_name', 'varchar'],
  ['participant_phone_number', 'varchar'],
  ['participant_trunk_did', 'varchar'],
  ['participant_is_incoming', 'boolean'],
  ['participant_is_already_connected', 'boolean'],
  ['participant_group_name', 'varchar'],
  ['participant_billing_suffix', 'varchar'],
] as const;

const columns: readonly (readonly [name: string, type: string])[] = [
  ['cdr_id', 'uuid primary key'],
  ['call_history_id', 'uuid'],
  ...participantColumns.map(([name, type]) => [`source_${name}`, type] as const),
  ...participantColumns.map(([name, type]) => [`destination_${name}`, type] as const),
  ['base_cdr_id', 'uuid'],
  ['originating_cdr_id', 'uuid'],
  ['creation_method', 'varchar'],
  ['creation_forward_reason', 'varchar'],
  ['termination_reason', 'varchar'],
  ['terminated_by_participant_id', 'uuid'],
  ['continued_in_cdr_id', 'uuid'],
  ['cdr_started_at', 'timestamptz'],
  ['cdr_ended_at', 'timestamptz'],
  ['cdr_answered_at', 'timestamptz'],
  ['termination_reason_details', 'varchar'],
  ['processed', 'boolean'],
  ['migrated', 'boolean'],
  ['main_call_history_id', 'uuid'],
  ['source_presentation', 'varchar'],
  ['offload_id', 'bigint'],
];

/** The names of the columns of `cdroutput`, in order. */
export const segmentColumns = columns.map(([name]) => name);

/** The one table of Plymouth's telephone system that anybody reads. */
export const segmentTables: readonly SampleTable[] = [
  { name: 'cdroutput', definition: columns.map((column) => column.join(' ')).join(',\n') },
];

// From 1601 to 1970, in milliseconds: the ids count from there, in tenths of a microsecond.
const idEpochMs = 11_644_473_600_000n;

/** Gives segments, calls and participants the ids that 3CX gives: an instant and a running number. */
export class SegmentIds {
  #count = 0;

  /** The next id for something that began at an instant. */
  next(ms: number): string {
    this.#count += 1;
    const instant = ((BigInt(Math.floor(ms)) + idEpochMs) * 10_000n).toString(16).padStart(16, '0');
    const count = this.#count.toString(16).padStart(8, '0');
    return `00000000-${instant.slice(0, 4)}-${instant.slice(4, 8)}-${instant.slice(8, 12)}-${instant.slice(12)}${count}`;
  }
}

/** The id of a call and the rows of its segments, in the order in which they began. */
export function segmentRows(
  segments: readonly Segment[],
  ids: SegmentIds,
): { readonly callId: string; readonly rows: readonly (readonly CopyValue[])[] } {
  const sorted = [...segments].sort((a, b) => a.startMs - b.startMs);
  const callId = ids.next(sorted[0]?.startMs ?? 0);
  const cdrIds = new Map(sorted.map((segment) => [segment, ids.next(segment.startMs)]));
  const ownIds = new Map(
    sorted.filter((one) => one.isConsultation).map((one) => [one, ids.next(one.startMs)]),
  );
  const participantIds = new Map<SegmentEnd, string>();
  const participantOf = (end: SegmentEnd, ms: number) => {
    const id = participantIds.get(end) ?? ids.next(ms);
    participantIds.set(end, id);
    return id;
  };
  const rows = sorted.map((segment) => {
    const source = participantOf(segment.source, segment.startMs);
    const destination = participantOf(segment.destination, segment.startMs);
    const idOf = (other: Segment | null) => (other === null ? null : (cdrIds.get(other) ?? null));
    const terminator = { source, destination };
    return [
      cdrIds.get(segment) ?? null,
      ownIds.get(segment) ?? callId,
      ...endValues(source, segment.source, segment.method !== 'call_init'),
      ...endValues(destination, segment.destination, segment.method === 'join'),
      idOf(segment.origin),
      idOf(segment.origin),
      segment.method,
      segment.forwardReason,
      segment.endReason,
      segment.endedBy === null ? null : terminator[segment.endedBy],
      idOf(segment.next),
      instant(segment.startMs),
      instant(segment.endMs),
      segment.answerMs === null ? null : instant(segment.answerMs),
      segment.endDetail,
      true,
      false,
      callId,
      segment.source.name,
      null,
    ];
  });
  return { callId, rows };
}

function endValues(id: string, end: SegmentEnd, isConnected: boolean): CopyValue[] {
  const { entity, dn, dnType, dnName, name, phone, did, isIncoming } = end;
  return [id, entity, dn, dnType, dnName, name, phone, did, isIncoming, isConnected, '', ''];
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}
