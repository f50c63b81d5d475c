/** What differs from one FreeSWITCH to another. */
export interface FreeSwitchProfile {
  /** Regular expression of one's own numbers. */
  readonly extensions: string;
  /** The variables of the template in `cdr_csv.conf.xml`, in their order. */
  readonly columns: readonly string[];
}

/** The template `example`, which FreeSWITCH ships and uses unless told otherwise. */
export const exampleColumns = [
  'caller_id_name',
  'caller_id_number',
  'destination_number',
  'context',
  'start_stamp',
  'answer_stamp',
  'end_stamp',
  'duration',
  'billsec',
  'hangup_cause',
  'uuid',
  'bleg_uuid',
  'accountcode',
  'read_codec',
  'write_codec',
];

/** The settings of a FreeSWITCH that nobody changed. */
export const defaultProfile: FreeSwitchProfile = {
  extensions: '[0-9]{2,6}',
  columns: exampleColumns,
};
