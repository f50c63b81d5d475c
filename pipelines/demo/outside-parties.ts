import { personName } from './names.ts';
import { Random } from './random.ts';

/** Somebody outside the company at the other end of a call. */
export interface OutsideParty {
  /** `+1` and ten digits, of the reserved range 555-0100 to 555-0199. */
  readonly number: string;
  /** The name that the telephone system shows; null when it knows none. */
  readonly name: string | null;
}

// Whose numbers lie where in the one numbering below; a later table of contacts can find its own there.
const contactsPerTenant = 4;
const prospects = { first: 12_000, count: 18_000 };
const callers = { first: 30_000, countPerQueue: 11_000 };

const areaCodes = makeAreaCodes();

/** The outside people of one seed, by their place in a fixed numbering. */
export class OutsideParties {
  readonly #seed: number;
  readonly #known = new Map<number, OutsideParty>();

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** One of the four people whom a tenant's success manager talks to. */
  contact(random: Random, tenantIndex: number): OutsideParty {
    return this.contactAt(tenantIndex, random.integer(0, contactsPerTenant));
  }

  /** The contact of a tenant with a number from 0 to 3. */
  contactAt(tenantIndex: number, number: number): OutsideParty {
    return this.#at((tenantIndex * contactsPerTenant + number) % prospects.first);
  }

  /** Somebody whom the sales teams try to reach. */
  prospect(random: Random): OutsideParty {
    return this.prospectAt(random.integer(0, prospects.count));
  }

  /** The prospect with a number; the numbering starts over after 18,000. */
  prospectAt(number: number): OutsideParty {
    return this.#at(prospects.first + (number % prospects.count));
  }

  /** Somebody who calls a queue, the low numbers far more often than the high ones. */
  caller(random: Random, queueIndex: number): OutsideParty {
    const place = Math.floor(random.unit() ** 1.5 * callers.countPerQueue);
    return this.#at(callers.first + queueIndex * callers.countPerQueue + place);
  }

  #at(place: number): OutsideParty {
    let party = this.#known.get(place);
    if (party === undefined) {
      const random = new Random(this.#seed, `outside-party/${place}`);
      const name = random.chance(0.12) ? null : personName(random);
      party = { number: numberAt(place), name };
      this.#known.set(place, party);
    }
    return party;
  }
}

/** The number at a place: each area code once, then again with the next line number. */
function numberAt(place: number): string {
  const areaCode = areaCodes[place % areaCodes.length];
  const line = 100 + (Math.floor(place / areaCodes.length) % 100);
  return `+1${areaCode}5550${line}`;
}

/** The area codes that the North American plan allows, without toll-free and service codes. */
function makeAreaCodes(): number[] {
  const excluded = new Set([555, 710, 800, 822, 833, 844, 855, 866, 877, 888, 900]);
  const codes: number[] = [];
  for (let code = 201; code < 990; code += 1) {
    const middle = Math.floor(code / 10) % 10;
    const isReserved =
      middle === 9 || code % 100 === 11 || [37, 96].includes(Math.floor(code / 10));
    if (!isReserved && !excluded.has(code)) codes.push(code);
  }
  return codes;
}
