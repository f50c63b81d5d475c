/** The columns that are read, by the names that the header has for them; capitals do not matter. */
export const columns = {
  manager: 'globalCallID_callManagerId',
  call: 'globalCallID_callId',
  cluster: 'globalCallId_ClusterID',
  pkid: 'pkid',
  origination: 'dateTimeOrigination',
  connect: 'dateTimeConnect',
  disconnect: 'dateTimeDisconnect',
  duration: 'duration',
  calling: 'callingPartyNumber',
  original: 'originalCalledPartyNumber',
  final: 'finalCalledPartyNumber',
  redirecting: 'lastRedirectDn',
  hunt_pilot: 'huntPilotDN',
  orig_cause: 'origCause_value',
  dest_cause: 'destCause_value',
  orig_on_behalf: 'origCallTerminationOnBehalfOf',
  dest_on_behalf: 'destCallTerminationOnBehalfOf',
  join_on_behalf: 'joinOnBehalfOf',
  queued: 'wasCallQueued',
  queue_wait: 'totalWaitTimeInQueue',
} as const;

/** The shape of a record's id. */
export const recordIdShape = '[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}';

/** The name of a column that is read. */
export type Column = keyof typeof columns;

export const columnNames = Object.keys(columns) as Column[];

/** Every release has these; the others came later. */
export const requiredColumns: readonly Column[] = [
  'manager',
  'call',
  'pkid',
  'origination',
  'connect',
  'disconnect',
  'duration',
  'calling',
  'original',
  'final',
  'orig_cause',
  'dest_cause',
];

const instantColumns: readonly Column[] = ['origination', 'connect', 'disconnect'];

/** Columns of whole numbers. */
export const numberColumns: readonly Column[] = [
  'manager',
  'call',
  'origination',
  'connect',
  'disconnect',
  'duration',
  'orig_cause',
  'dest_cause',
  'orig_on_behalf',
  'dest_on_behalf',
  'join_on_behalf',
  'queued',
  'queue_wait',
];

/** Of these, the ones that are no instant. */
export const narrowColumns = numberColumns.filter((column) => !instantColumns.includes(column));
