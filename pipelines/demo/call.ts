import type { Person } from './roster.ts';

/** What the telephone system calls the kind of a party. */
export type PartyType = 'Line' | 'Queue' | 'Extension' | 'VoiceMail';

/** One end of a call, as the telephone system writes it down. */
export interface Party {
  /** `Ext.121` or an outside number. */
  readonly number: string;
  /** The number without `Ext.`; for an outside party the trunk line. */
  readonly dn: string;
  readonly type: PartyType;
  readonly name: string;
}

/** A telephone on a desk, and who sits there; a lobby's telephone has nobody. */
export interface Desk {
  readonly extension: string;
  readonly name: string;
  readonly teamId: string;
  readonly person: Person | null;
  /** How much of the work this desk takes, 1 for an ordinary one. */
  readonly weight: number;
}

/** What the application of the call centre knows of a call beside the telephone system. */
export interface ServiceTruth {
  readonly direction: 'inbound' | 'outbound';
  readonly teamId: string;
  readonly queueName: string;
  readonly callerNumber: string;
  readonly callerName: string | null;
  readonly calledNumber: string;
  /** Who spoke last with the caller; null when nobody did. */
  readonly agent: Desk | null;
  /** When a person picked up; null when nobody did. */
  readonly spokenFromMs: number | null;
  readonly status: 'completed' | 'abandoned' | 'transferred' | 'voicemail' | 'missed';
}

/** How a line of the export is spoilt on purpose. */
export type Damage = 'comma in a name' | 'cut line' | 'impossible date';

/** One call, from which its export line and its annotation are made; instants in milliseconds UTC. */
export interface Call {
  readonly startMs: number;
  /** When the first party picked up, which is the queue where there is one; null: nobody did. */
  readonly answerMs: number | null;
  readonly endMs: number;
  readonly endReason: string;
  readonly from: Party;
  readonly to: Party;
  readonly dialled: string;
  readonly changeReason: '' | 'ReplacedDst' | 'ReplacedSrc' | 'QFwdToDNA';
  /** The party that ended up connected, where it is not `to`. */
  readonly final: Party | null;
  readonly chain: readonly Party[];
  /** The queue or extension that missed the call, as the export's last field has it. */
  readonly missedBy: string;
  readonly service: ServiceTruth | null;
}
