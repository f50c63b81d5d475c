/** The value of one cell of a CSV file. */
export type CsvValue = string | number | boolean | null;

/** A file of exact values beside the page. */
export interface CsvFile {
  readonly name: string;
  readonly text: string;
}

/**
 * RFC 4180 text: a header line, CRLF, quotes where needed, null as nothing and an empty text as `""`.
 * Numbers keep every digit. A text that a spreadsheet would run as a formula gets an apostrophe.
 */
export function toCsv(columns: readonly string[], rows: readonly (readonly CsvValue[])[]): string {
  const lines = [columns, ...rows].map((cells) => cells.map(cellOf).join(','));
  return `${lines.join('\r\n')}\r\n`;
}

function cellOf(value: CsvValue): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  if (value === '') return '""';
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
