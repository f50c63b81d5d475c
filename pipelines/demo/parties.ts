import type { Desk, Party } from './call.ts';
import { type Location, type Queue, voicemailExtension } from './company.ts';
import type { OutsideParty } from './outside-parties.ts';
import type { Random } from './random.ts';

/** The telephone on a desk as a party of a call. */
export function deskParty(desk: Desk): Party {
  return extensionParty(desk.extension, desk.name);
}

/** A queue as a party of a call. */
export function queueParty(queue: Queue): Party {
  const { extension, name } = queue;
  return { number: `Ext.${extension}`, dn: extension, type: 'Queue', name };
}

/** The voicemail that stands in for an extension, which stays the `dn`. */
export function voicemailParty(dn: string, name: string): Party {
  return { number: `Ext.${voicemailExtension}`, dn, type: 'VoiceMail', name };
}

/** An outside party whom somebody in the company calls. */
export function calledParty(party: OutsideParty, location: Location): Party {
  const { number, name } = party;
  return { number, dn: location.trunk, type: 'Line', name: name ?? number };
}

/**
 * An outside party who calls: now and then without a number, or with one that lacks its `+1`, as
 * carriers deliver them.
 */
export function callingParty(party: OutsideParty, location: Location, random: Random): Party {
  const draw = random.unit();
  const number =
    draw < 0.008 ? 'anonymous' : draw < 0.03 ? party.number.replace('+1', '') : party.number;
  const name = number === 'anonymous' ? '' : (party.name ?? number);
  return { number, dn: location.trunk, type: 'Line', name };
}

function extensionParty(extension: string, name: string): Party {
  return { number: `Ext.${extension}`, dn: extension, type: 'Extension', name };
}
