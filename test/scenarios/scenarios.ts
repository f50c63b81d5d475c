import { queue, ring, type Scenario, talk } from './scenario.ts';

const none = { missed_count: 0 } as const;
const answeredVisit = { offered_count: 1, answered_count: 1, unique_calls_count: 1 } as const;
const oneHandle = { handled_count: 1, unique_handled_calls_count: 1, transfer_rate: 0 } as const;
const twoHandles = { handled_count: 2, unique_handled_calls_count: 1 } as const;

/**
 * Calls of every kind in KPI.md, section 6. Queue 800 and the agents 101 and 102 are of one team, queue
 * 810 and agent 103 of another, 201 sells. Limits: 20 s for the service level, 5 s for a short abandon.
 */
export const scenarios: readonly Scenario[] = [
  {
    id: 'direct',
    at: '2026-11-02T15:00:00Z',
    direction: 'inbound',
    parts: [talk('101', 0, 6, 106)],
    numbers: { ...oneHandle, ...none, talk_seconds: 100, average_handle_seconds: 100 },
  },
  {
    id: 'queue',
    at: '2026-11-03T15:00:00Z',
    direction: 'inbound',
    parts: [queue(0, 12, 'answered'), talk('101', 5, 12, 192)],
    numbers: {
      ...answeredVisit,
      ...oneHandle,
      ...none,
      average_speed_of_answer_seconds: 12,
      longest_wait_seconds: 12,
      service_level: 1,
      talk_seconds: 180,
      average_handle_seconds: 180,
    },
  },
  {
    id: 'ring_all',
    at: '2026-11-04T15:00:00Z',
    direction: 'inbound',
    parts: [queue(0, 10, 'answered'), ring('101', 1, 10, 'colleague'), talk('102', 1, 10, 70)],
    numbers: {
      ...answeredVisit,
      ...oneHandle,
      ...none,
      average_speed_of_answer_seconds: 10,
      service_level: 1,
      talk_seconds: 60,
    },
  },
  {
    id: 'round_robin',
    at: '2026-11-05T15:00:00Z',
    direction: 'inbound',
    parts: [
      queue(0, 36, 'answered'),
      ring('101', 0, 15, 'rang_out'),
      ring('102', 15, 30, 'rang_out'),
      talk('101', 30, 36, 126),
    ],
    numbers: {
      ...answeredVisit,
      ...oneHandle,
      missed_count: 2,
      average_speed_of_answer_seconds: 36,
      longest_wait_seconds: 36,
      service_level: 0,
      talk_seconds: 90,
    },
  },
  {
    id: 'blind_transfer',
    at: '2026-11-06T15:00:00Z',
    direction: 'inbound',
    parts: [talk('101', 0, 5, 55, 'blind'), talk('102', 55, 60, 130)],
    numbers: {
      ...twoHandles,
      ...none,
      talk_seconds: 120,
      average_handle_seconds: 60,
      transfer_rate: 0.5,
    },
  },
  {
    // 101 asked 103 from 100 s on, and was with the caller until 128 s.
    id: 'attended_transfer',
    at: '2026-11-09T15:00:00Z',
    direction: 'inbound',
    parts: [
      queue(0, 8, 'answered'),
      talk('101', 0, 8, 128, 'attended'),
      talk('103', 128, 128, 200),
    ],
    numbers: {
      ...answeredVisit,
      ...twoHandles,
      ...none,
      average_speed_of_answer_seconds: 8,
      service_level: 1,
      talk_seconds: 192,
      transfer_rate: 0.5,
    },
  },
  {
    id: 'ping_pong',
    at: '2026-11-10T15:00:00Z',
    direction: 'inbound',
    parts: [
      queue(0, 60, 'timeout'),
      queue(60, 105, 'timeout', '810'),
      queue(105, 120, 'answered'),
      talk('102', 110, 120, 153),
    ],
    numbers: {
      ...oneHandle,
      offered_count: 3,
      answered_count: 1,
      flow_out_count: 2,
      abandoned_count: 0,
      unique_calls_count: 1,
      average_speed_of_answer_seconds: 15,
      longest_wait_seconds: 60,
      service_level: 1 / 3,
      talk_seconds: 33,
    },
  },
  {
    id: 'overflow',
    at: '2026-11-11T15:00:00Z',
    direction: 'inbound',
    parts: [queue(0, 30, 'timeout'), queue(30, 50, 'abandoned', '810')],
    numbers: {
      offered_count: 2,
      answered_count: 0,
      flow_out_count: 1,
      abandoned_count: 1,
      unique_calls_count: 1,
      longest_wait_seconds: 30,
      service_level: 0,
    },
  },
  {
    id: 'voicemail',
    at: '2026-11-12T15:00:00Z',
    direction: 'inbound',
    parts: [queue(0, 60, 'voicemail'), { kind: 'voicemail', from: 60, to: 90 }],
    numbers: { offered_count: 1, answered_count: 0, flow_out_count: 1, abandoned_count: 0 },
  },
  {
    id: 'callback',
    at: '2026-11-13T15:00:00Z',
    direction: 'inbound',
    parts: [queue(0, 90, 'callback')],
    numbers: { offered_count: 1, answered_count: 0, flow_out_count: 1, abandoned_count: 0 },
  },
  {
    id: 'short_abandon',
    at: '2026-11-14T15:00:00Z',
    direction: 'inbound',
    parts: [queue(0, 3, 'abandoned')],
    numbers: { offered_count: 1, short_abandoned_count: 1, abandoned_count: 0 },
  },
  {
    id: 'abandon_ringing',
    at: '2026-11-15T15:00:00Z',
    direction: 'inbound',
    parts: [queue(0, 20, 'abandoned'), ring('101', 5, 20, 'caller')],
    numbers: {
      ...none,
      offered_count: 1,
      abandoned_count: 1,
      short_abandoned_count: 0,
      longest_wait_seconds: 20,
      service_level: 0,
    },
  },
  {
    // Both were with the caller at once, so together they talked for longer than the call lasted.
    id: 'conference',
    at: '2026-11-16T15:00:00Z',
    direction: 'inbound',
    parts: [talk('101', 0, 4, 204), talk('102', 60, 64, 164)],
    numbers: { ...twoHandles, ...none, talk_seconds: 300, transfer_rate: 0 },
  },
  {
    // 23:59:30 in Detroit: the visit and the talk count to the day that began it.
    id: 'midnight',
    at: '2026-11-18T04:59:30Z',
    direction: 'inbound',
    parts: [queue(0, 50, 'answered'), talk('102', 35, 50, 150)],
    numbers: {
      ...answeredVisit,
      ...oneHandle,
      average_speed_of_answer_seconds: 50,
      service_level: 0,
      talk_seconds: 100,
    },
  },
  {
    // 01:58:12 summer time until 01:04:14 winter time.
    id: 'clocks_back',
    at: '2026-11-01T05:58:12Z',
    direction: 'inbound',
    parts: [queue(0, 6, 'answered'), talk('101', 2, 6, 362)],
    numbers: {
      ...answeredVisit,
      ...oneHandle,
      average_speed_of_answer_seconds: 6,
      talk_seconds: 356,
    },
  },
  {
    // 01:58:00 winter time until 03:03:10 summer time.
    id: 'clocks_forward',
    at: '2026-03-08T06:58:00Z',
    direction: 'inbound',
    parts: [queue(0, 10, 'answered'), talk('101', 2, 10, 310)],
    numbers: {
      ...answeredVisit,
      ...oneHandle,
      average_speed_of_answer_seconds: 10,
      talk_seconds: 300,
    },
  },
  {
    // An open call counts nowhere until its end is seen.
    id: 'open',
    at: '2026-11-20T15:00:00Z',
    direction: 'inbound',
    parts: [queue(0, 0, 'open')],
    isOpen: true,
    numbers: { offered_count: null, handled_count: null, unique_calls_count: null },
  },
  {
    id: 'twice',
    at: '2026-11-21T15:00:00Z',
    direction: 'inbound',
    parts: [queue(0, 7, 'answered'), talk('102', 3, 7, 67)],
    isTwice: true,
    numbers: {
      ...answeredVisit,
      ...oneHandle,
      average_speed_of_answer_seconds: 7,
      talk_seconds: 60,
    },
  },
  {
    id: 'outbound',
    at: '2026-11-22T15:00:00Z',
    direction: 'outbound',
    parts: [talk('201', 0, 10, 55)],
    numbers: { ...oneHandle, calls_made: 1, talk_seconds: 45 },
  },
];
