const twoDigits = Array.from({ length: 100 }, (_, value) => String(value).padStart(2, '0'));
const dates = new Map<string, string>();

/** An instant in UTC to the second, such as `2026-11-16 12:00:00`, or with another mark in the date. */
export function utcText(ms: number, dateMark: '-' | '/' = '-'): string {
  const seconds = Math.floor(ms / 1000);
  const day = Math.floor(seconds / 86_400);
  const key = `${dateMark}${day}`;
  let date = dates.get(key);
  if (date === undefined) {
    const instant = Temporal.Instant.fromEpochMilliseconds(day * 86_400_000);
    date = instant.toString().slice(0, 10).replaceAll('-', dateMark);
    dates.set(key, date);
  }
  return `${date} ${clockText(seconds - day * 86_400)}`;
}

/** An instant as Postgres reads it into a column with a zone. */
export function instantText(ms: number): string {
  return `${utcText(ms)}+00`;
}

/** A duration of less than a hundred hours as `HH:MM:SS`. */
export function clockText(seconds: number): string {
  const hours = twoDigits[Math.floor(seconds / 3600)];
  const minutes = twoDigits[Math.floor(seconds / 60) % 60];
  return `${hours}:${minutes}:${twoDigits[seconds % 60]}`;
}
