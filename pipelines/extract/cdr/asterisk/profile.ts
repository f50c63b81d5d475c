/** What differs from one Asterisk to another. */
export interface AsteriskProfile {
  /** Regular expression of one's own phones: numbers, and names of channels such as `PJSIP/NAME`. */
  readonly extensions: string;
  /** The fields of a line in their order; absent: those of `cdr_csv`, told by their number. */
  readonly columns?: readonly string[];
  /** The folder has the `queue_log` too, so waits and offers are known. */
  readonly queueLog: boolean;
}

/** The settings of an Asterisk that nobody changed. */
export const defaultProfile: AsteriskProfile = { extensions: '[0-9]{2,6}', queueLog: false };
