/** What differs from one 3CX to another. */
export interface ThreeCxProfile {
  /** Extensions that are the voicemail: a call to one of them went to a mailbox. */
  readonly voicemailExtensions: readonly string[];
}

/** The settings of a 3CX that nobody changed. */
export const defaultProfile: ThreeCxProfile = { voicemailExtensions: ['999'] };
