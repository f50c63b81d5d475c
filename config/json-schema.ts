import { z } from 'zod';
import { configSchema } from './schema.ts';

/** The JSON Schema of `muster.yaml`, for editors; every key optional that has a default. */
export function configJsonSchema(): object {
  return {
    ...z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' }),
    title: 'muster.yaml',
  };
}
