import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { deliverDigests } from '../../pipelines/deliver/deliver.ts';
import type { MailTransport } from '../../pipelines/deliver/transport.ts';
import type { Record } from '../../pipelines/record/record.ts';
import { startChild, type TestChild } from '../record/test-child.ts';
import { heldEffects, startTestServer, type TestServer } from '../record/test-record.ts';
import { deliveryCase, outcomesOf } from './delivery-case.ts';
import { startMailServer, type TestMailServer } from './test-mail-server.ts';

const effects = heldEffects('2026-11-16T12:05:00Z');
const servers: TestMailServer[] = [];
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
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

function startDelivery(transport: MailTransport, isStuck = false): TestChild {
  return startChild('deliver-child.ts', import.meta.url, { url, transport, isStuck });
}

async function deliverHere(transport: MailTransport): Promise<string[]> {
  return outcomesOf(await deliverDigests(deliveryCase(record, transport), effects));
}

describe('deliverDigests after kill -9', () => {
  test('takes a mail for unknown when the killed process had spoken to the mail server', async () => {
    let child: TestChild | undefined;
    const server = await startMailServer({
      beforeAnswer: async (to) => {
        if (to === 'ana@example.com') await child?.kill();
      },
    });
    servers.push(server);
    child = startDelivery(server.transport);
    await child.ended;
    expect(server.mails.map((mail) => mail.to)).toEqual(['ana@example.com']);
    expect(await deliverHere(server.transport)).toEqual(['ana unknown', 'bob sent']);
    expect(await deliverHere(server.transport)).toEqual(['ana unknown', 'bob already']);
    expect(server.mails.map((mail) => mail.to)).toEqual(['ana@example.com', 'bob@example.com']);
  });

  test('sends the mail after all when the killed process was still composing it', async () => {
    const server = await startMailServer();
    servers.push(server);
    const child = startDelivery(server.transport, true);
    expect(await child.nextLine()).toBe('composing');
    expect(await deliverHere(server.transport)).toEqual(['ana already', 'bob sent']);
    await child.kill();
    expect(await deliverHere(server.transport)).toEqual(['ana sent', 'bob already']);
    expect(server.mails).toHaveLength(2);
  });

  test('writes the same file again for a process that was killed before it had settled', async () => {
    const folder = join(postgres.folder, 'outbox');
    const transport = { kind: 'file', folder } as const;
    const child = startDelivery(transport);
    expect(await child.nextLine()).toBe('ana written, bob written');
    expect(await child.ended).toBe(0);
    const path = join(folder, 'weekly-team.2026-W46.ana.eml');
    const first = await readFile(path);
    await postgres.query(url, "update muster.deliveries set state = 'claimed'");
    expect(await deliverHere(transport)).toEqual(['ana written', 'bob written']);
    expect((await readFile(path)).equals(first)).toBe(true);
  });
});

test('two processes that deliver at once mail each person once', async () => {
  const server = await startMailServer();
  servers.push(server);
  const children = [startDelivery(server.transport), startDelivery(server.transport)];
  const codes = await Promise.all(children.map((child) => child.ended));
  expect(codes).toEqual([0, 0]);
  expect(server.mails.map((mail) => mail.to).toSorted()).toEqual([
    'ana@example.com',
    'bob@example.com',
  ]);
});
