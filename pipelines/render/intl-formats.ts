// To make a formatter of Intl takes longer than to write fifty numbers with it, and a report writes thousands.
const numberFormats = new Map<string, Intl.NumberFormat>();
const dateFormats = new Map<string, Intl.DateTimeFormat>();

/** How numbers are written in English with these options; one formatter for all who ask with the same. */
export function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return remembered(numberFormats, options, () => new Intl.NumberFormat('en-US', options));
}

/** How days and instants are written in English with these options, their zone included. */
export function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return remembered(dateFormats, options, () => new Intl.DateTimeFormat('en-US', options));
}

function remembered<Format>(known: Map<string, Format>, options: object, make: () => Format) {
  const key = JSON.stringify(options);
  const format = known.get(key) ?? make();
  known.set(key, format);
  return format;
}
