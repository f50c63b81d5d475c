import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isMailAddress,
  listUnsubscribe,
  maskAddress,
  nameMessage,
} from '../../pipelines/deliver/message-identity.ts';

const delivery = {
  workspace: 'acme',
  digest: 'weekly-team',
  periodLabel: '2026-W46',
  personId: 'p-17',
};

describe('nameMessage', () => {
  test('names the digest, the period and the person, at the host of the sender', () => {
    const names = nameMessage(delivery, 'example.com');
    expect(names.messageId).toMatch(/^<weekly-team\.2026-W46\.[0-9a-f]{16}@example\.com>$/);
    expect(names.fileName).toBe('weekly-team.2026-W46.p-17.eml');
    expect(nameMessage(delivery, 'example.com')).toEqual(names);
  });

  test('tells people, periods, digests and workspaces apart', () => {
    const others = [
      delivery,
      { ...delivery, personId: 'p-18' },
      { ...delivery, periodLabel: '2026-W45' },
      { ...delivery, digest: 'daily-team' },
      { ...delivery, workspace: 'other' },
    ];
    const ids = others.map((one) => nameMessage(one, 'example.com').messageId);
    expect(new Set(ids).size).toBe(5);
  });

  test('makes a safe and distinct file name of any person id', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (one, other) => {
        const names = [one, other].map(
          (personId) => nameMessage({ ...delivery, personId }, 'example.com').fileName,
        );
        for (const name of names)
          expect(name).toMatch(/^weekly-team\.2026-W46\.[A-Za-z0-9_-]*\.eml$/);
        expect(names[0] === names[1]).toBe(one === other);
      }),
    );
  });
});

describe('isMailAddress', () => {
  test.each(['ana@example.com', "o'neil+x@mail.example.org", 'jürgen@beispiel.example'])(
    'takes %s',
    (text) => {
      expect(isMailAddress(text)).toBe(true);
    },
  );

  test.each([
    '',
    'ana',
    'ana@',
    '@example.com',
    'ana@example.com,bob@example.com',
    'ana@example.com\r\nBcc: bob@example.com',
    'Ana <ana@example.com>',
    'a b@example.com',
    'ana@example@com',
  ])('refuses %j', (text) => {
    expect(isMailAddress(text)).toBe(false);
  });
});

test('maskAddress keeps the first letter and the host', () => {
  expect(maskAddress('ana.ruiz@example.com')).toBe('a***@example.com');
});

test('listUnsubscribe takes an address or a link', () => {
  expect(listUnsubscribe('ops@example.com', 'weekly-team')).toBe(
    '<mailto:ops@example.com?subject=unsubscribe%20weekly-team>',
  );
  expect(listUnsubscribe('https://example.com/stop', 'weekly-team')).toBe(
    '<https://example.com/stop>',
  );
});
