import type { CallCapabilities } from './sources.ts';

/**
 * What the calls of a profile can tell, for the profiles whose tables are known. A profile of the
 * workspace's own says nothing here, so what its calls lack is null in its rows.
 */
export const profileCapabilities: Readonly<Record<string, CallCapabilities | undefined>> = {
  // The segments of 3CX V20 from update 6 on: queue visits and the offers below them.
  '3cx-cdroutput': {
    wait: true,
    offers: true,
    hold: false,
    wrapUp: false,
    talkInQueueCalls: true,
    unanswered: true,
    transfers: true,
    callIds: true,
  },
  // The tables before it: the queues' own ones know waits and misses; who handed a call over, only the
  // codes of the call log would tell, whose meaning is not known for certain.
  '3cx-cl': {
    wait: true,
    offers: true,
    hold: false,
    wrapUp: false,
    talkInQueueCalls: true,
    unanswered: true,
    transfers: false,
    callIds: true,
  },
};
