import { z } from 'zod';

/** The keys that a schema knows at a path, for the message about a key that it does not know. */
export function knownKeysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  const [head, ...rest] = path;
  const inner = unwrap(schema);
  if (inner instanceof z.ZodDiscriminatedUnion) {
    const options = inner.options as z.ZodType[];
    return [...new Set(options.flatMap((option) => knownKeysAt(option, path)))];
  }
  if (inner instanceof z.ZodRecord) {
    return head === undefined ? [] : knownKeysAt(inner.valueType as z.ZodType, rest);
  }
  if (!(inner instanceof z.ZodObject)) return [];
  const shape = inner.shape as Record<string, z.ZodType>;
  if (head === undefined) return Object.keys(shape);
  const next = shape[String(head)];
  return next === undefined ? [] : knownKeysAt(next, rest);
}

function unwrap(schema: z.ZodType): z.ZodType {
  if (
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodPrefault
  ) {
    return unwrap(schema.unwrap() as z.ZodType);
  }
  return schema;
}
