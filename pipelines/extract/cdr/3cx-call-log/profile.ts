/** What muster.yaml may say about a 3CX call log (`profile:` of the source). */
export interface CallLogProfile {
  /** Regular expression of one's own numbers. */
  readonly extensions: string;
  /** How the times are written, such as `dd/MM/yyyy HH:mm:ss`. */
  readonly dateFormat: string;
  /** Numbers (`800`), ranges (`800-809`) or names (`*Queue`) of what is no person's telephone. */
  readonly queues: readonly string[];
  readonly ringGroups: readonly string[];
  readonly menus: readonly string[];
  readonly voicemail: readonly string[];
  /** Whether the waits that can be reckoned from the rows are good enough to be shown. */
  readonly hasWait: boolean;
}

export const defaultProfile: CallLogProfile = {
  extensions: '[0-9]{2,6}',
  dateFormat: 'yyyy-MM-ddTHH:mm:ss',
  queues: [],
  ringGroups: [],
  menus: [],
  voicemail: [],
  hasWait: false,
};
