import { z } from 'zod';

/**
 * The keys that a schema knows at a path of `value`, for the message about a key that it does not
 * know. The value chooses among the shapes of a union by their discriminator.
 */
export function knownKeysAt(
  schema: z.ZodType,
  value: unknown,
  path: readonly PropertyKey[],
): string[] {
  const [head, ...rest] = path;
  const inner = unwrap(schema);
  const below = (value as Record<PropertyKey, unknown> | undefined)?.[head ?? ''];
  if (inner instanceof z.ZodDiscriminatedUnion) {
    const options = (inner.options as z.ZodType[]).filter((option) => fits(option, value));
    return [...new Set(options.flatMap((option) => knownKeysAt(option, value, path)))];
  }
  if (inner instanceof z.ZodRecord) {
    return head === undefined ? [] : knownKeysAt(inner.valueType as z.ZodType, below, rest);
  }
  if (!(inner instanceof z.ZodObject)) return [];
  const shape = inner.shape as Record<string, z.ZodType>;
  if (head === undefined) return Object.keys(shape);
  const next = shape[String(head)];
  return next === undefined ? [] : knownKeysAt(next, below, rest);
}

/** Whether a value chooses a shape: by its kind and, among telephone exports, its format. */
function fits(option: z.ZodType, value: unknown): boolean {
  if (option instanceof z.ZodDiscriminatedUnion) {
    return (option.options as z.ZodType[]).some((inner) => fits(inner, value));
  }
  if (!(option instanceof z.ZodObject)) return false;
  const shape = option.shape as Record<string, z.ZodType>;
  return ['kind', 'format'].every((key) => {
    const given = (value as Record<string, unknown> | undefined)?.[key];
    return shape[key] === undefined || shape[key].safeParse(given).success;
  });
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
