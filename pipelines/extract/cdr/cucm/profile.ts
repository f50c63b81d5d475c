/** What differs from one Unified Communications Manager to another. */
export interface CucmProfile {
  /** Regular expression of one's own numbers. */
  readonly extensions: string;
  /** Numbers that are the voicemail: its pilots. */
  readonly voicemailPilots: readonly string[];
  /** Whether the cluster writes records of calls that were never connected. */
  readonly zeroDurationCalls: boolean;
}

/** A cluster as it is installed: it writes connected calls only. */
export const defaultProfile: CucmProfile = {
  extensions: '[0-9]{2,6}',
  voicemailPilots: [],
  zeroDurationCalls: false,
};
