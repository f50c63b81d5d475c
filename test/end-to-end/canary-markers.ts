import { createHash } from 'node:crypto';

/** A name that nothing else in the project has, for outside people and free text. */
export const canaryName = 'Zyxcanary';
/** A word beyond ASCII; its middle is searched too, for readers that lose the rest. */
export const canaryWord = 'Žřlvkanarž';
/** A patient identifier. */
export const canaryPatient = 'MRN90417766';

/** An outside number of ten digits that only this test writes; `place` (0 to 99) says where. */
export function canaryNumber(place: number): string {
  return `94755501${String(place).padStart(2, '0')}`;
}

/** The ways of writing a number that people and telephone systems have. */
export function writtenForms(number: string): string[] {
  const [area, exchange, line] = [number.slice(0, 3), number.slice(3, 6), number.slice(6)];
  return [
    number,
    `1${number}`,
    `+1${number}`,
    `+1 ${area} ${exchange} ${line}`,
    `(${area}) ${exchange}-${line}`,
    `${area}-${exchange}-${line}`,
    `${area}.${exchange}.${line}`,
    `tel:+1-${area}-${exchange}-${line}`,
  ];
}

/** Free text with every kind of private part in it. */
export function canaryText(where: string, place = 7): string {
  return `${canaryName} ${where} ${canaryWord} "${canaryPatient}", O'${canaryName} (947) 555-01${String(place).padStart(2, '0')}`;
}

/** A text that was found, and what is around it. */
export interface Hit {
  readonly needle: string;
  readonly around: string;
}

const words = [canaryName, 'lvkanar', canaryPatient, canaryPatient.slice(3)];
const digitRuns = ['94755501', ...writtenForms(canaryNumber(0)).map((form) => form.slice(0, -2))];

/** What must not be found: a name for the message and the expression that finds it in text. */
const needles: readonly { readonly name: string; readonly expression: RegExp }[] = [
  ...words.map((word) => ({ name: word, expression: new RegExp(word, 'giu') })),
  { name: 'a number', expression: /947[^0-9A-Za-z]{0,3}555[^0-9A-Za-z]{0,2}01[0-9]{2}/g },
  {
    name: 'the last seven digits of a number',
    expression: /(?<![0-9A-Za-z])555[^0-9A-Za-z]?01[0-9]{2}(?![0-9A-Za-z])/g,
  },
  ...[...words, canaryWord, ...new Set(digitRuns)].flatMap((text) => [
    ...base64Forms(text).map((form) => ({
      name: `base64 of ${text}`,
      expression: new RegExp(escaped(form), 'g'),
    })),
    {
      name: `hexadecimal of ${text}`,
      expression: new RegExp([...Buffer.from(text)].map(hex).join('[ :,-]?'), 'gi'),
    },
    {
      name: `UTF-16 of ${text}`,
      expression: new RegExp(escaped([...text].map((one) => `${one}\0`).join('')), 'gi'),
    },
  ]),
];

// A hash without a key is found by trying all numbers.
const bareHashes = new Set(
  Array.from({ length: 100 }, (_, place) => writtenForms(canaryNumber(place)).slice(0, 3))
    .flat()
    .flatMap((form) =>
      ['sha256', 'sha1', 'md5'].map((kind) =>
        createHash(kind).update(form).digest('hex').slice(0, 16),
      ),
    ),
);

/** Those of the same flags in one expression, which a text passes a hundred times as fast as one after the other. */
const together = [...Map.groupBy(needles, ({ expression }) => expression.flags)].map(
  ([flags, of]) => ({
    any: new RegExp(of.map(({ expression }) => `(?:${expression.source})`).join('|'), flags),
    of,
  }),
);

/** Every marker in a text, whichever way it is written there. */
export function findMarkers(text: string): Hit[] {
  const possible = together.filter(({ any }) => text.search(any) >= 0).flatMap(({ of }) => of);
  const hits = possible.flatMap(({ name, expression }) =>
    [...text.matchAll(expression)].map((match) => hitAt(text, match.index, name)),
  );
  for (const match of text.matchAll(/[0-9a-f]{16,}/gi)) {
    if (bareHashes.has(match[0].slice(0, 16).toLowerCase())) {
      hits.push(hitAt(text, match.index, 'a hash without a key'));
    }
  }
  return hits;
}

function hitAt(text: string, index: number, needle: string): Hit {
  const around = text.slice(Math.max(0, index - 60), index + 80);
  return { needle, around: around.replaceAll(/[^\x20-\x7e\u00a0-\uffff]+/g, '·') };
}

/** What is the same in base64 wherever in the encoded bytes the text stands. */
function base64Forms(text: string): string[] {
  const bytes = Buffer.from(text);
  return [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    const wholeBits = Math.floor(((shift + bytes.length) * 8) / 6);
    return encoded.slice(shift === 0 ? 0 : shift + 1, wholeBits);
  });
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
