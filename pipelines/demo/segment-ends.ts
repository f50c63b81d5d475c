import type { Desk } from './call.ts';
import { type Location, type Queue, voicemailExtension } from './company.ts';
import type { SegmentEnd } from './segment.ts';
import { plymouthSystem } from './telephone-move.ts';

const nobody = { dn: '', dnName: '', name: '', phone: '', did: '', isIncoming: false } as const;

/** Somebody outside who calls in on the trunk. */
export function callerEnd(number: string, name: string, location: Location): SegmentEnd {
  const did = location.publicNumber;
  return { ...trunk, name, phone: number, did, isIncoming: true };
}

/** Somebody outside who is called. */
export function calledEnd(number: string): SegmentEnd {
  return { ...trunk, phone: number };
}

const trunk: SegmentEnd = {
  ...nobody,
  entity: 'external_line',
  dn: plymouthSystem.trunk,
  dnType: 'provider',
  dnName: plymouthSystem.trunkName,
};

/** The rule that says where a call to a public number goes. */
export function routingEnd({ publicNumber }: Location): SegmentEnd {
  const own = { dn: publicNumber, phone: publicNumber };
  return { ...nobody, ...own, entity: 'inbound_routing', dnType: 'unknown' };
}

/** The rule that says which trunk a call takes. */
export function outboundRuleEnd(number: string): SegmentEnd {
  const own = { dnName: 'Plymouth outbound', phone: number };
  return { ...nobody, ...own, entity: 'outbound_rule', dnType: 'unknown' };
}

/** A queue. */
export function queueEnd({ extension, name }: Queue): SegmentEnd {
  return { ...nobody, entity: 'queue', dn: extension, dnType: 'queue', dnName: name };
}

/** The telephone on a desk. */
export function deskEnd({ extension, name }: Desk): SegmentEnd {
  return { ...nobody, entity: 'extension', dn: extension, dnType: 'extension', dnName: name };
}

/** The telephone on a desk as the one that calls. */
export function callingDeskEnd(desk: Desk): SegmentEnd {
  return { ...deskEnd(desk), name: desk.name, phone: desk.extension };
}

/** The recorded message outside the opening hours. */
export const closedMessageEnd: SegmentEnd = {
  ...nobody,
  entity: 'ivr',
  dn: '700',
  dnType: 'ivr',
  dnName: 'Closed message',
};

/** The voicemail. */
export const voicemailEnd: SegmentEnd = {
  ...nobody,
  entity: 'voicemail',
  dn: voicemailExtension,
  dnType: 'specialmenu',
  dnName: 'Voicemail',
};
