import { deliverDigests } from '../../pipelines/deliver/deliver.ts';
import type { MailTransport } from '../../pipelines/deliver/transport.ts';
import { openRecord } from '../../pipelines/record/record.ts';
import { realEffects } from '../../pipelines/run/effects.ts';
import { deliveryCase, outcomesOf } from './delivery-case.ts';

/** Delivers as a run would; with `isStuck` it never finishes composing Ana's mail. */
const { url, transport, isStuck } = JSON.parse(process.argv[2] ?? '') as {
  url: string;
  transport: MailTransport;
  isStuck?: boolean;
};
const record = await openRecord(url, realEffects());
const input = deliveryCase(record, transport);
const compose: typeof input.compose = async (recipient) => {
  if (isStuck !== true) return await input.compose(recipient);
  process.stdout.write('composing\n');
  return await new Promise(() => setInterval(() => undefined, 1000));
};
const report = await deliverDigests({ ...input, compose }, realEffects());
process.stdout.write(`${outcomesOf(report).join(', ')}\n`);
await record.close();
