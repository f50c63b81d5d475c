/** How a time is written, as a regular expression and in the words of strptime. */
export interface TimeFormat {
  readonly pattern: string;
  readonly shape: string;
  readonly strptime: string;
  /** Whether the text names its own offset from UTC. */
  readonly hasOffset: boolean;
}

// The longest letters first: MM is no two Ms.
const tokens: readonly (readonly [letters: string, shape: string, strptime: string])[] = [
  ['yyyy', '[0-9]{4}', '%Y'],
  ['yy', '[0-9]{2}', '%y'],
  ['MM', '[0-9]{2}', '%m'],
  ['M', '[0-9]{1,2}', '%m'],
  ['dd', '[0-9]{2}', '%d'],
  ['d', '[0-9]{1,2}', '%d'],
  ['HH', '[0-9]{2}', '%H'],
  ['H', '[0-9]{1,2}', '%H'],
  ['hh', '[0-9]{2}', '%I'],
  ['h', '[0-9]{1,2}', '%I'],
  ['mm', '[0-9]{2}', '%M'],
  ['ss', '[0-9]{2}', '%S'],
  ['SSS', '[0-9]{3}', '%g'],
  ['a', '[AaPp][Mm]', '%p'],
  ['XXX', '(?:Z|[+-][0-9]{2}:?[0-9]{2})', '%z'],
  ['T', 'T', 'T'],
];

/**
 * Reads a pattern such as `dd/MM/yyyy HH:mm:ss`. Undefined where it has a letter that means nothing,
 * or says the same twice.
 */
export function readTimeFormat(pattern: string): TimeFormat | undefined {
  let shape = '';
  let strptime = '';
  for (let at = 0; at < pattern.length; ) {
    const token = tokens.find(([letters]) => pattern.startsWith(letters, at));
    const character = pattern.charAt(at);
    if (token !== undefined) {
      if (token[2] !== 'T' && strptime.includes(token[2])) return undefined;
      shape += token[1];
      strptime += token[2];
      at += token[0].length;
    } else if (/[-/., :_]/.test(character)) {
      shape += character === '.' ? '\\.' : character;
      strptime += character;
      at += 1;
    } else {
      return undefined;
    }
  }
  const hasOffset = strptime.includes('%z');
  return shape === '' ? undefined : { pattern, shape, strptime, hasOffset };
}

/** Whether a pattern has what an instant needs: a day, an hour and a minute. */
export function isWholeTime(format: TimeFormat): boolean {
  return isDay(format) && isClock(format);
}

/** Whether a pattern tells a day: year, month and day. */
export function isDay({ strptime }: TimeFormat): boolean {
  return /%[Yy]/.test(strptime) && strptime.includes('%m') && strptime.includes('%d');
}

/** Whether a pattern tells a time of day: hour and minute, and which half of the day if it has two. */
export function isClock({ strptime }: TimeFormat): boolean {
  const hasHour = strptime.includes('%H') || (strptime.includes('%I') && strptime.includes('%p'));
  return hasHour && strptime.includes('%M');
}
