import type { Program } from '../../pipelines/models/program.ts';
import type { Database } from '../../pipelines/warehouse/database.ts';
import { csvTexts } from './csv-texts.ts';

/** The columns of canonical legs, in order, with their types; what a CSV leaves out is null. */
const legColumns: readonly (readonly [string, string])[] = [
  ['source', 'varchar'],
  ['call_id', 'varchar'],
  ['leg_number', 'integer'],
  ['direction', 'varchar'],
  ['leg_kind', 'varchar'],
  ['visit_number', 'integer'],
  ['queue_id', 'varchar'],
  ['agent_kind', 'varchar'],
  ['agent_value', 'varchar'],
  ['result', 'varchar'],
  ['end_reason', 'varchar'],
  ['is_transferred_out', 'boolean'],
  ['wait_seconds', 'decimal(15, 6)'],
  ['talk_seconds', 'decimal(15, 6)'],
  ['connected_seconds', 'decimal(15, 6)'],
  ['hold_seconds', 'decimal(15, 6)'],
  ['wrap_up_seconds', 'decimal(15, 6)'],
  ['party_hash', 'varchar'],
  ['started_at', 'timestamp'],
  ['answered_at', 'timestamp'],
  ['ended_at', 'timestamp'],
  ['is_monitoring', 'boolean'],
];

const whereAbsent: Readonly<Record<string, string>> = {
  agent_kind: "case when leg_kind = 'agent' then 'extension' end",
  is_transferred_out: "'false'",
  is_monitoring: "'false'",
};

/**
 * A program in which the model `call_legs` is the rows of a CSV, so that calls, visits, offers and
 * handles can be tried with legs of any telephone system. Metrics need an entity of calls: a line for
 * each call, which no model reads, stands for it.
 */
export async function withGivenLegs(
  raw: Database,
  program: Program,
  csvPath: string,
): Promise<Program> {
  const file = csvTexts(csvPath);
  const given = new Set((await raw.columns(`select * from ${file}`)).map(({ name }) => name));
  const selected = legColumns.map(([name, type]) => {
    const value = given.has(name) ? name : 'null';
    const absent = whereAbsent[name];
    return `${absent === undefined ? value : `coalesce(${value}, ${absent})`}::${type} as ${name}`;
  });
  await raw.run(`insert into raw.call_lines by name
    select source, call_id as leg_id, call_id, 'given' as format, min(started_at) as started_at
    from ${file} group by source, call_id`);
  await raw.run("insert into raw.entities (entity, state) values ('call_lines', 'mapped')");
  const text = `select ${selected.join(',\n')} from ${file}`;
  const models = program.plan.models.map((model) =>
    model.name === 'call_legs' ? { ...model, file: { ...model.file, text } } : model,
  );
  const reads = new Map(program.plan.reads).set('call_legs', new Set());
  return { ...program, plan: { models, reads } };
}
