import { exitCodes, UserError } from '../run/user-error.ts';
import type { Contract, ContractColumn } from './contracts.ts';
import type { Mapping } from './mappings.ts';
import { unknownColumns } from './new-columns.ts';
import { readColumns } from './number-columns.ts';

/** A column that a mapping gives, with the type's name in the mapping's own dialect. */
export interface FoundColumn {
  readonly name: string;
  readonly type: string;
}

/** How a dialect writes and judges types. */
export interface TypeRules<Found extends FoundColumn> {
  /** Undefined when the column's values fit the contract; otherwise what to write instead. */
  adviseFix(wanted: ContractColumn, found: Found): string | undefined;
  /** An expression that is null in the wanted type. */
  typedNull(wanted: ContractColumn): string;
}

/** One sentence for each column of a mapping that is missing or of another type. */
export function findMisfits<Found extends FoundColumn>(
  contract: Contract,
  found: readonly Found[],
  rules: TypeRules<Found>,
): string[] {
  const { entity } = contract;
  const misfits: string[] = [];
  const names = found.map((column) => column.name);
  const columns = readColumns(contract, names);
  for (const wanted of columns) {
    const [first, second] = found.filter((column) => column.name === wanted.name);
    if (first === undefined) {
      const way = wanted.isRequired
        ? 'Select it; a row without it is rejected.'
        : `Select it, or write ${rules.typedNull(wanted)} as ${wanted.name} if the source has none.`;
      misfits.push(
        `"${wanted.name}" is missing; the entity ${entity} has it as ${wanted.type}. ${way}`,
      );
    } else if (second !== undefined) {
      misfits.push(`"${wanted.name}" stands twice. Leave one out.`);
    } else {
      const fix = rules.adviseFix(wanted, first);
      if (fix === undefined) continue;
      const types = `is ${first.type}, the entity ${entity} has it as ${wanted.type}`;
      misfits.push(`"${wanted.name}" ${types}. Write ${fix} as ${wanted.name}.`);
    }
  }
  const isMissing = columns.some(({ name }) => !names.includes(name));
  // What is left over is left out; beside a missing column it may be that one under another name.
  for (const column of isMissing ? unknownColumns(contract, found) : []) {
    const known = columns.map((wanted) => wanted.name).join(', ');
    misfits.push(
      `"${column.name}" (${column.type}) is no column of the entity ${entity}. Leave it out, or name it as one of: ${known}.`,
    );
  }
  return misfits;
}

/** The error (exit 3) for a mapping that does not fit its contract; undefined when it fits. */
export function misfitError(mapping: Mapping, problems: readonly string[]): UserError | undefined {
  if (problems.length === 0) return undefined;
  const columns = problems.length === 1 ? '1 column does' : `${problems.length} columns do`;
  return new UserError({
    what: [`${columns} not fit the contract`, ...problems.map((problem) => `- ${problem}`)].join(
      '\n',
    ),
    where: mapping.path,
    advice: `Mend the mapping. Nothing of ${mapping.entity} was written.`,
    exitCode: exitCodes.source,
  });
}
