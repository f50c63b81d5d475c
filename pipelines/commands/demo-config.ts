import { companyName } from '../demo/company.ts';

/** The zone of the sample company, which has daylight saving. */
export const demoTimeZone = 'America/Detroit';

/** The `muster.yaml` of a demo workspace whose clock is held at an instant. */
export function demoConfig(asOf: string): string {
  return `# yaml-language-server: $schema=./muster.schema.json
# The demo's workspace: a sample company whose clock is held at as_of. Its Postgres lies in postgres/.

company: ${companyName}
time_zone: ${demoTimeZone}
as_of: ${asOf}

sources:
  app:
    kind: postgres
    url: embedded:company
  # Plymouth's call center has a telephone system of its own, which is read as a database.
  plymouth:
    kind: postgres
    url: embedded:plymouth
    profile: 3cx-cdroutput
  3cx:
    kind: cdr
    format: 3cx
    folder: inbox/3cx
    time_zone: UTC

deliver:
  transport: file
  folder: outbox
  from: muster@example.com
  unsubscribe: reports@example.com
`;
}
