import { exitCodes, UserError } from '../run/user-error.ts';

/** What the sample company is a function of, and where it goes. */
export interface SampleCompanyOptions {
  /** A PostgreSQL URL of a database that is empty or holds a sample company. */
  readonly databaseUrl: string;
  /** Another such database, for Plymouth's telephone system; absent: the same one. */
  readonly telephoneUrl?: string;
  readonly inboxFolder: string;
  readonly seed: number;
  readonly tenantCount: number;
  /** The instant up to which everything has happened. */
  readonly asOf: Temporal.Instant;
  /** IANA zone of all locations. */
  readonly timeZone: string;
  /** Months of telephone calls; people and accounts always reach back two years and more. */
  readonly monthCount?: number;
  /** Factor on the number of calls. */
  readonly callScale?: number;
}

/** The planted accounts need a few ordinary ones around them. */
const fewestTenants = 20;

/** Refuses options of which no company can be made; a UserError (exit 2) names the first of them. */
export function checkOptions(options: SampleCompanyOptions): void {
  const { seed, tenantCount, monthCount = 24, callScale = 1 } = options;
  if (!Number.isSafeInteger(seed)) throw refuse('seed', seed, 'a whole number');
  if (!Number.isSafeInteger(tenantCount) || tenantCount < fewestTenants) {
    throw refuse('tenants', tenantCount, `a whole number from ${fewestTenants} on`);
  }
  if (!Number.isSafeInteger(monthCount) || monthCount < 1) {
    throw refuse('months', monthCount, 'a whole number from 1 on');
  }
  if (!(callScale > 0 && callScale <= 10)) {
    throw refuse('call scale', callScale, 'a number above 0 and up to 10');
  }
}

function refuse(name: string, value: number, wanted: string): UserError {
  return new UserError({
    what: `${name} cannot be ${value}`,
    where: 'sample company',
    advice: `Give ${wanted}. Nothing was written.`,
    exitCode: exitCodes.usage,
  });
}
