/** What differs from one 3CX to another. */
export interface ThreeCxProfile {
  /** Extensions that are the voicemail: older lines do not say that a call went to a mailbox. */
  readonly voicemailExtensions: readonly string[];
  /** Zone of lines of versions before V20; absent: that of the source. */
  readonly olderTimeZone?: string;
}

/** The settings of a 3CX that nobody changed. */
export const defaultProfile: ThreeCxProfile = { voicemailExtensions: ['999'] };
