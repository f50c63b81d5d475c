import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { deliverDigests } from '../../pipelines/deliver/deliver.ts';
import type { DeliveryInput } from '../../pipelines/deliver/delivery-input.ts';
import { deliveryExitCode } from '../../pipelines/deliver/delivery-report.ts';
import { planDelivery } from '../../pipelines/deliver/ledger.ts';
import type { MailTransport } from '../../pipelines/deliver/transport.ts';
import { verifyAudit } from '../../pipelines/record/audit-verify.ts';
import { listDeliveries } from '../../pipelines/record/delivery-history.ts';
import type { Record } from '../../pipelines/record/record.ts';
import { parsePeriod } from '../../pipelines/run/period.ts';
import { UserError } from '../../pipelines/run/user-error.ts';
import { heldEffects, startTestServer, type TestServer } from '../record/test-record.ts';
import { deliveryCase, leadNamed, mondayMorning, outcomesOf } from './delivery-case.ts';
import { type Behaviour, startMailServer, type TestMailServer } from './test-mail-server.ts';

const effects = heldEffects('2026-11-16T12:00:00Z');
const opened: TestMailServer[] = [];
let postgres: TestServer;
let record: Record;
let url: string;

beforeAll(async () => {
  postgres = await startTestServer();
});

afterAll(async () => {
  await postgres.stop();
});

beforeEach(async () => {
  ({ record, url } = await postgres.openFreshRecord());
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()));
});

async function open(behaviour: Behaviour = {}): Promise<TestMailServer> {
  const server = await startMailServer(behaviour);
  opened.push(server);
  return server;
}

async function deliver(transport: MailTransport, more: Partial<DeliveryInput> = {}) {
  return await deliverDigests(deliveryCase(record, transport, more), effects);
}

async function states(): Promise<string[]> {
  const rows = await listDeliveries(record, { workspace: 'acme' });
  return rows.map((row) => `${row.personId} ${row.state} ${row.attempts}`);
}

describe('deliverDigests over SMTP', () => {
  test('mails everybody once, and a second run sends nothing', async () => {
    const server = await open();
    const first = await deliver(server.transport);
    expect(outcomesOf(first)).toEqual(['ana sent', 'bob sent']);
    expect(deliveryExitCode(first)).toBe(0);
    const second = await deliver(server.transport, { runId: 'r2', buildId: 'b2' });
    expect(outcomesOf(second)).toEqual(['ana already', 'bob already']);
    expect(deliveryExitCode(second)).toBe(0);
    expect(server.mails.map((mail) => mail.to)).toEqual(['ana@example.com', 'bob@example.com']);
    expect(await states()).toEqual(['ana sent 1', 'bob sent 1']);
  });

  test('keeps in the ledger what was sent, but no whole address', async () => {
    const server = await open();
    await deliver(server.transport, { recipients: [leadNamed('ana')] });
    const [row] = await listDeliveries(record, { workspace: 'acme' });
    expect(row).toMatchObject({
      digest: 'weekly-team',
      grain: 'week',
      periodLabel: '2026-W46',
      transport: 'smtp',
      maskedAddress: 'a***@example.com',
      subject: 'Week 46 for ana name',
      buildId: 'b1',
      runId: 'r1',
    });
    const read = await PostalMime.parse(server.mails[0]?.text ?? '');
    expect(read.messageId).toBe(row?.messageId);
    expect(JSON.stringify(row)).not.toContain('ana@example.com');
  });

  test('writes a line in the audit log for each mail', async () => {
    const server = await open();
    await deliver(server.transport);
    const lines = await postgres.query(
      url,
      "select actor, action, scope, object, build_id, detail ->> 'outcome' as outcome, length(file_hash) as hash_length from muster.audit_log order by seq",
    );
    expect(lines).toEqual(
      ['ana', 'bob'].map((person) => ({
        actor: 'muster run',
        action: 'send',
        scope: `team:${person}-team`,
        object: `weekly-team 2026-W46 ${person}`,
        build_id: 'b1',
        outcome: 'sent',
        hash_length: 64,
      })),
    );
    expect(await verifyAudit(record)).toMatchObject({ isIntact: true, lineCount: 2 });
  });

  test('mails each person once when two deliveries go on at the same time', async () => {
    const server = await open();
    const people = Array.from({ length: 12 }, (_item, index) => leadNamed(`p${index}`));
    const runs = ['r1', 'r2', 'r3'].map((runId) =>
      deliver(server.transport, { recipients: people, runId }),
    );
    const reports = await Promise.all(runs);
    expect(server.mails.map((mail) => mail.to).toSorted()).toEqual(
      people.map((person) => person.email).toSorted(),
    );
    const sent = reports.flatMap(outcomesOf).filter((line) => line.endsWith(' sent'));
    expect(sent).toHaveLength(12);
  });

  test('goes on with the others when one recipient is refused, and tries that one again', async () => {
    let isFixed = false;
    const server = await open({
      refuseRecipient: (address) =>
        address.startsWith('ana') && !isFixed ? '550 no such user' : undefined,
    });
    const first = await deliver(server.transport);
    expect(outcomesOf(first)).toEqual(['ana failed', 'bob sent']);
    expect(deliveryExitCode(first)).toBe(5);
    expect(first.results[0]).toEqual({
      personId: 'ana',
      personName: 'ana name',
      outcome: 'failed',
      reason: `127.0.0.1:${server.transport.port} refuses the recipient (550 no such user)`,
      advice:
        "Correct the address in the source of people, or ask the mail server's owner. The next run tries it again while it is due; nobody gets a mail twice by that.",
    });
    isFixed = true;
    const second = await deliver(server.transport, { runId: 'r2' });
    expect(outcomesOf(second)).toEqual(['ana sent', 'bob already']);
    expect(await states()).toEqual(['ana sent 2', 'bob sent 1']);
  });

  test('stops at a mail server that does not answer, and composes for nobody else', async () => {
    const server = await startMailServer();
    await server.close();
    let composeCount = 0;
    const { compose } = deliveryCase(record, server.transport);
    const report = await deliver(server.transport, {
      compose: (recipient) => {
        composeCount += 1;
        return compose(recipient);
      },
    });
    expect(outcomesOf(report)).toEqual(['ana failed', 'bob failed']);
    expect(report.results[1]?.reason).toBe(
      `not tried, because 127.0.0.1:${server.transport.port} cannot be reached (ECONNREFUSED)`,
    );
    expect(composeCount).toBe(1);
    expect(await states()).toEqual(['ana failed 1']);
  });

  test('sends a mail whose answer was lost never again by itself', async () => {
    const server = await open({ beforeAnswer: (_to, socket) => void socket.destroy() });
    const recipients = [leadNamed('ana')];
    const first = await deliver(server.transport, { recipients });
    const advice =
      'Ask ana name; if it did not arrive, `muster send weekly-team --period 2026-W46 --to ana --resend` repeats it under the same Message-ID.';
    expect(first.results).toEqual([
      {
        personId: 'ana',
        personName: 'ana name',
        outcome: 'unknown',
        maskedAddress: 'a***@example.com',
        reason: `the answer of 127.0.0.1:${server.transport.port} was lost`,
        advice,
      },
    ]);
    expect(deliveryExitCode(first)).toBe(5);
    const second = await deliver(server.transport, { recipients, runId: 'r2' });
    expect(second.results).toEqual([
      {
        personId: 'ana',
        personName: 'ana name',
        outcome: 'unknown',
        maskedAddress: 'a***@example.com',
        reason:
          'the answer of the mail server was lost on 2026-11-16, so it may or may not have been sent',
        advice,
      },
    ]);
    expect(server.mails).toHaveLength(1);
  });

  test('repeats it at a person’s request, under the same Message-ID and with the same bytes', async () => {
    let isCut = true;
    const server = await open({ beforeAnswer: (_to, socket) => void (isCut && socket.destroy()) });
    const recipients = [leadNamed('ana')];
    await deliver(server.transport, { recipients });
    isCut = false;
    const asked = { recipients, isExplicit: true, resendTo: new Set(['ana']), runId: 'r2' };
    const friday = mondayMorning.add({ hours: 96 });
    const report = await deliver(server.transport, { ...asked, asOf: friday });
    expect(outcomesOf(report)).toEqual(['ana sent']);
    expect(server.mails).toHaveLength(2);
    expect(server.mails[1]).toEqual(server.mails[0]);
  });

  test('leaves a mail unknown when its repeat is refused', async () => {
    let isCut = true;
    const server = await open({
      beforeAnswer: (_to, socket) => void (isCut && socket.destroy()),
      refuseRecipient: () => (isCut ? undefined : '450 try later'),
    });
    const recipients = [leadNamed('ana')];
    await deliver(server.transport, { recipients });
    isCut = false;
    const asked = { recipients, isExplicit: true, resendTo: new Set(['ana']) };
    expect(outcomesOf(await deliver(server.transport, asked))).toEqual(['ana failed']);
    expect(outcomesOf(await deliver(server.transport, { recipients }))).toEqual(['ana unknown']);
  });

  test('fails the one mail that cannot be made, and gives its claim back', async () => {
    const server = await open();
    const { compose } = deliveryCase(record, server.transport);
    const report = await deliver(server.transport, {
      compose: async (recipient) => {
        if (recipient.personId === 'bob') return await compose(recipient);
        throw new UserError({
          what: 'no browser was found for the PDF',
          advice: 'Install Chromium.',
          exitCode: 5,
        });
      },
    });
    expect(outcomesOf(report)).toEqual(['ana failed', 'bob sent']);
    expect(report.results[0]).toMatchObject({
      reason: 'no browser was found for the PDF',
      advice: 'Install Chromium.',
    });
    expect(outcomesOf(await deliver(server.transport))).toEqual(['ana sent', 'bob already']);
  });

  test('gives the claim back when a bug breaks the composing, and reports the bug', async () => {
    const server = await open();
    const compose = () => Promise.reject(new TypeError('x is undefined'));
    await expect(deliver(server.transport, { compose })).rejects.toThrow('x is undefined');
    expect(await states()).toEqual(['ana failed 1']);
  });

  test('reports a person without an address and goes on with the others', async () => {
    const server = await open();
    const recipients = [leadNamed('ana', null), leadNamed('bob', 'not one'), leadNamed('eve')];
    const report = await deliver(server.transport, { recipients });
    const advice =
      'Add it to the source of people, then run it again; the others are not affected.';
    expect(report.results.slice(0, 2)).toEqual([
      {
        personId: 'ana',
        personName: 'ana name',
        outcome: 'no-address',
        reason: 'ana name (ana) has no mail address in the source',
        advice,
      },
      {
        personId: 'bob',
        personName: 'bob name',
        outcome: 'no-address',
        reason: 'what the source has as the mail address of bob name (bob) is none',
        advice,
      },
    ]);
    expect(outcomesOf(report)).toEqual(['ana no-address', 'bob no-address', 'eve sent']);
    expect(deliveryExitCode(report)).toBe(5);
    expect(await states()).toEqual(['eve sent 1']);
  });

  test('asks for the address at the moment of sending', async () => {
    const server = await open();
    const findAddress = async () => 'new@example.com';
    await deliver(server.transport, { recipients: [leadNamed('ana')], findAddress });
    expect(server.mails.map((mail) => mail.to)).toEqual(['new@example.com']);
  });
});

describe('deliverDigests before a digest is turned on', () => {
  test('sends nothing, says so and says how to turn it on', async () => {
    const server = await open();
    const report = await deliver(server.transport, { isActivated: false });
    expect(report.results[0]).toEqual({
      personId: 'ana',
      personName: 'ana name',
      outcome: 'preview',
      reason: 'weekly-team is not turned on, so nothing was sent to the mail server',
      advice: 'Turn it on with `muster send --activate weekly-team`.',
    });
    expect(outcomesOf(report)).toEqual(['ana preview', 'bob preview']);
    expect(deliveryExitCode(report)).toBe(0);
    expect(server.connectionCount()).toBe(0);
    expect(await states()).toEqual([]);
  });
});

describe('deliverDigests of a period that is not due', () => {
  const old = (more: Partial<DeliveryInput> = {}): Partial<DeliveryInput> => ({
    period: parsePeriod('2026-W40', mondayMorning, {
      timeZone: 'America/Detroit',
      weekStart: 'monday',
      fiscalYearStartMonth: 1,
      fiscalMonths: 'calendar',
    }),
    ...more,
  });

  test('sends nothing, says why and names the command that would', async () => {
    const server = await open();
    const report = await deliver(server.transport, old());
    expect(report.results[0]).toEqual({
      personId: 'ana',
      personName: 'ana name',
      outcome: 'not-due',
      reason: '2026-W40 is not the latest closed week, which is 2026-W46',
      advice: 'Send it with `muster send weekly-team --period 2026-W40`.',
    });
    expect(deliveryExitCode(report)).toBe(0);
    expect(server.connectionCount()).toBe(0);
  });

  test('sends it when a person asks for this very period', async () => {
    const server = await open();
    const report = await deliver(server.transport, old({ isExplicit: true }));
    expect(outcomesOf(report)).toEqual(['ana sent', 'bob sent']);
  });

  test('still knows who got it while it was due', async () => {
    const server = await open();
    await deliver(server.transport, { recipients: [leadNamed('ana')] });
    const friday = mondayMorning.add({ hours: 96 });
    const report = await deliver(server.transport, { asOf: friday });
    expect(outcomesOf(report)).toEqual(['ana already', 'bob not-due']);
  });

  test('writes no file either', async () => {
    const folder = join(postgres.folder, 'outbox-not-due');
    const report = await deliver({ kind: 'file', folder }, old());
    expect(outcomesOf(report)).toEqual(['ana not-due', 'bob not-due']);
    await expect(readdir(folder)).rejects.toThrow('ENOENT');
  });
});

describe('the guard against too many mails', () => {
  const crowd = Array.from({ length: 5 }, (_item, index) => leadNamed(`p${index}`));

  test('stops before the first mail and asks for the number', async () => {
    const server = await open();
    const tooMany = deliver(server.transport, { recipients: crowd, maxMessages: 4 });
    await expect(tooMany).rejects.toMatchObject({
      text: 'weekly-team for 2026-W46 would be mailed to 5 people, more than deliver.max_messages allows (4)\nIf that is right, run it again with `--confirm 5`. Nothing was mailed.',
      exitCode: 5,
    });
    expect(server.connectionCount()).toBe(0);
    expect(await states()).toEqual([]);
  });

  test('lets the confirmed number through, and no other', async () => {
    const server = await open();
    const asked = { recipients: crowd, maxMessages: 4 };
    await expect(deliver(server.transport, { ...asked, confirmedCount: 6 })).rejects.toThrow();
    const report = await deliver(server.transport, { ...asked, confirmedCount: 5 });
    expect(report.results.every((result) => result.outcome === 'sent')).toBe(true);
  });

  test('takes twice the median of the earlier periods where none is configured', async () => {
    const server = await open();
    const calendar = deliveryCase(record, server.transport).calendar;
    const weeks: [string, number][] = [
      ['2026-W43', 1],
      ['2026-W44', 2],
      ['2026-W45', 5],
    ];
    for (const [label, count] of weeks) {
      const period = parsePeriod(label, mondayMorning, calendar);
      const recipients = crowd.slice(0, count);
      await deliver(server.transport, {
        ...{ period, recipients, isExplicit: true, confirmedCount: count },
      });
    }
    await expect(deliver(server.transport, { recipients: crowd })).rejects.toMatchObject({
      text: 'weekly-team for 2026-W46 would be mailed to 5 people, more than twice what the recent runs mailed at the median (4)\nIf that is right, run it again with `--confirm 5`. Nothing was mailed.',
      exitCode: 5,
    });
    const report = await deliver(server.transport, { recipients: crowd.slice(0, 4) });
    expect(report.results).toHaveLength(4);
  });

  test('counts only those who have not got theirs', async () => {
    const server = await open();
    const asked = { recipients: crowd, maxMessages: 4 };
    await deliver(server.transport, { ...asked, recipients: crowd.slice(0, 4) });
    const report = await deliver(server.transport, asked);
    expect(outcomesOf(report).at(-1)).toBe('p4 sent');
  });
});

describe('deliverDigests into a folder', () => {
  test('writes one complete mail a person, and a second run writes nothing', async () => {
    const folder = join(postgres.folder, 'outbox');
    const report = await deliver({ kind: 'file', folder }, { isActivated: false });
    expect(report.results).toEqual(
      ['ana', 'bob'].map((person) => ({
        personId: person,
        personName: `${person} name`,
        outcome: 'written',
        maskedAddress: `${person[0]}***@example.com`,
        filePath: join(folder, `weekly-team.2026-W46.${person}.eml`),
      })),
    );
    const path = join(folder, 'weekly-team.2026-W46.ana.eml');
    const bytes = await readFile(path);
    const read = await PostalMime.parse(bytes);
    expect(read).toMatchObject({
      subject: 'Week 46 for ana name',
      text: expect.stringContaining('Calls handled: 155'),
      html: expect.stringContaining('<p>Calls handled: 155</p>'),
      date: '2026-11-16T12:00:00.000Z',
    });
    expect(read.attachments.map((attachment) => attachment.mimeType)).toEqual(['application/pdf']);
    await writeFile(path, 'a person wrote here');
    const second = await deliver({ kind: 'file', folder });
    expect(outcomesOf(second)).toEqual(['ana already', 'bob already']);
    expect(await readFile(path, 'utf8')).toBe('a person wrote here');
  });

  test('gives the same bytes in another workspace database', async () => {
    const folder = join(postgres.folder, 'outbox-again');
    await deliver({ kind: 'file', folder });
    const first = await readFile(join(folder, 'weekly-team.2026-W46.ana.eml'));
    await rm(folder, { recursive: true });
    ({ record, url } = await postgres.openFreshRecord());
    await deliver({ kind: 'file', folder });
    const second = await readFile(join(folder, 'weekly-team.2026-W46.ana.eml'));
    expect(second.equals(first)).toBe(true);
  });

  test('never counts as sent: the mail server gets all of them later', async () => {
    const server = await open();
    await deliver({ kind: 'file', folder: join(postgres.folder, 'outbox-first') });
    expect(outcomesOf(await deliver(server.transport))).toEqual(['ana sent', 'bob sent']);
  });

  test('fails the mail whose file cannot be written', async () => {
    const folder = join(postgres.folder, 'a-file');
    await writeFile(folder, '');
    const report = await deliver({ kind: 'file', folder });
    expect(report.results[0]?.reason).toMatch(
      /a-file\/weekly-team\.2026-W46\.ana\.eml cannot be written \((EEXIST|ENOTDIR): /,
    );
    expect(outcomesOf(report)).toEqual(['ana failed', 'bob failed']);
    expect(deliveryExitCode(report)).toBe(5);
  });
});

describe('planDelivery', () => {
  test('says who would get a mail, and changes nothing', async () => {
    const server = await open();
    await deliver(server.transport, { recipients: [leadNamed('ana')] });
    const before = await states();
    const plan = await planDelivery(deliveryCase(record, server.transport));
    expect(plan.pending.map((recipient) => recipient.personId)).toEqual(['bob']);
    expect(plan.settled.map((result) => result.outcome)).toEqual(['already']);
    expect(await states()).toEqual(before);
  });
});
