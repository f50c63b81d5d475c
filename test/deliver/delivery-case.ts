import type { DeliveryInput } from '../../pipelines/deliver/delivery-input.ts';
import type { DeliveryReport } from '../../pipelines/deliver/delivery-report.ts';
import type { Recipient } from '../../pipelines/deliver/recipients.ts';
import type { MailTransport } from '../../pipelines/deliver/transport.ts';
import type { Record } from '../../pipelines/record/record.ts';
import { parsePeriod } from '../../pipelines/run/period.ts';

const calendar = {
  timeZone: 'America/Detroit',
  weekStart: 'monday',
  fiscalYearStartMonth: 1,
  fiscalMonths: 'calendar',
} as const;

/** Monday 2026-11-16 07:00 in Detroit: 2026-W46 is due. */
export const mondayMorning = Temporal.Instant.from('2026-11-16T07:00:00-05:00');

/** A lead of one team. */
export function leadNamed(personId: string, email: string | null = `${personId}@example.com`) {
  const teams = [{ teamId: `${personId}-team`, teamKind: 'success' }];
  return { personId, name: `${personId} name`, email, teams } satisfies Recipient;
}

/** A delivery of last week's digest to Ana and Bob, as one run would ask for it. */
export function deliveryCase(
  record: Record,
  transport: MailTransport,
  more: Partial<DeliveryInput> = {},
): DeliveryInput {
  return {
    record,
    workspace: 'acme',
    digest: 'weekly-team',
    period: parsePeriod('2026-W46', mondayMorning, calendar),
    calendar,
    asOf: mondayMorning,
    recipients: [leadNamed('ana'), leadNamed('bob')],
    transport,
    from: 'Muster <muster@example.com>',
    isActivated: true,
    buildId: 'b1',
    runId: 'r1',
    actor: 'muster run',
    findAddress: async (recipient) => recipient.email,
    compose: async (recipient) => ({
      subject: `Week 46 for ${recipient.name}`,
      text: 'Calls handled: 155\n',
      html: '<p>Calls handled: 155</p>',
      attachments: [
        {
          fileName: 'cs-team.pdf',
          contentType: 'application/pdf',
          content: new TextEncoder().encode('%PDF-1.7\n'),
        },
      ],
    }),
    ...more,
  };
}

/** Person and outcome of each line. */
export function outcomesOf(report: DeliveryReport): string[] {
  return report.results.map((result) => `${result.personId} ${result.outcome}`);
}
