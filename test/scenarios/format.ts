import type { Source } from '../../pipelines/extract/sources.ts';
import type { Metric, Scenario } from './scenario.ts';

/** A kind of telephone record that the scenarios are written in. */
export interface Format {
  readonly name: string;
  /** The files of an inbox, by name; `again` holds the records that arrive a second time. */
  write(all: readonly Scenario[]): { files: Record<string, string>; again: Record<string, string> };
  /** The source that reads them; `folder` is that of the files. */
  source(folder: string): Source;
  /** Why a call cannot be told in this format, by scenario. */
  readonly cannot: Readonly<Record<string, string>>;
  /** Why a number of a call is null here; undefined where it is known. */
  unknown(metric: Metric, scenario: Scenario): string | undefined;
  /** Numbers that are known of a part of the call only, by scenario. */
  readonly partly?: Readonly<Record<string, Readonly<Partial<Record<Metric, number>>>>>;
}

export const waitMetrics: readonly Metric[] = [
  'average_speed_of_answer_seconds',
  'service_level',
  'longest_wait_seconds',
];
export const talkMetrics: readonly Metric[] = ['talk_seconds', 'average_handle_seconds'];
