/** One step of the record's schema. Once released it is never changed; a later one corrects it. */
export interface Migration {
  /** Consecutive from 1. */
  readonly number: number;
  readonly name: string;
  /** The statements, in order; they run in one transaction with the others of the same start. */
  readonly statements: readonly string[];
}
