import { identifier } from '../warehouse/database.ts';
import type { Contract, ContractColumn } from './contracts.ts';

/** An outside number that a mapping may give, and the columns that keep it in another form. */
interface NumberColumn {
  readonly number: string;
  readonly hash: string;
  readonly masked?: string;
}

const numberColumns: readonly NumberColumn[] = [
  { number: 'party_number', hash: 'party_hash', masked: 'party_masked' },
  { number: 'dialled_number', hash: 'dialled_hash' },
];

/** The numbers that a contract keeps the hash of. */
function numbersOf(contract: Contract): readonly NumberColumn[] {
  return numberColumns.filter(({ hash }) => contract.columns.some(({ name }) => name === hash));
}

/**
 * The columns that a mapping with the given names must give: the contract's, and where it gives a
 * plain number, that one in place of its hash and its masked form.
 */
export function readColumns(contract: Contract, given: readonly string[]): ContractColumn[] {
  const plain = numbersOf(contract).filter(({ number }) => given.includes(number));
  const replaced = plain.flatMap(({ hash, masked }) => [hash, masked]);
  return [
    ...contract.columns.filter(({ name }) => !replaced.includes(name)),
    ...plain.map(({ number }) => ({ name: number, type: 'VARCHAR', isRequired: false })),
  ];
}

/**
 * The DuckDB expression that gives a contract's column out of the columns that were read: the column
 * itself, or the hash or masked form of a plain number, which goes no further.
 */
export function storedExpression(
  contract: Contract,
  column: ContractColumn,
  given: readonly string[],
): string {
  for (const { number, hash, masked } of numbersOf(contract)) {
    if (!given.includes(number)) continue;
    if (column.name === hash) return `muster_private_hash(${identifier(number)}::varchar)`;
    if (column.name === masked) return `muster_masked(${identifier(number)}::varchar)`;
  }
  return identifier(column.name);
}
