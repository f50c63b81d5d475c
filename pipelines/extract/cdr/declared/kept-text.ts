import { quote } from '../../../warehouse/database.ts';
import {
  type DeclaredProfile,
  durationColumns,
  type FullRule,
  startParts,
  timeColumns,
} from './profile.ts';
import { isWordColumn } from './words.ts';

/**
 * SQL for what is kept of a rejected line: times, durations and words that are what their column is
 * for, and own numbers; every other field is replaced by its length.
 */
export function keptTextSql(profile: DeclaredProfile, rules: readonly FullRule[]): string {
  const branches = rules.flatMap(({ name }) => {
    const isTime = [...timeColumns, ...startParts].some((one) => one === name);
    const isDuration = durationColumns.some((one) => one === name);
    const shape = isTime
      ? '[0-9]{1,4}[-/.:][0-9]{1,2}[-/.:][0-9]{1,4}([ T][0-9]{1,2}:[0-9:.]{2,9})?'
      : isDuration
        ? '[0-9]{1,5}([:.][0-9:.]{1,9})?'
        : ['from_number', 'to_number'].includes(name)
          ? profile.extensions
          : undefined;
    if (shape !== undefined) return [keep(name, `regexp_full_match(f[place], ${quote(shape)})`)];
    return isWordColumn(name) ? [keep(name, `${name}_read is not null`)] : [];
  });
  const keepField = branches.length === 0 ? '' : branches.join('\n');
  const isShifted = profile.header ? 'len(f) is distinct from name_count' : 'false';
  return `case when not is_whole or ${isShifted} then '<' || length(line) || ' chars>'
    else array_to_string(list_transform(range(1, len(f) + 1), lambda place: case
      when f[place] = '' then '' ${keepField}
      else '<' || length(f[place]) || ' chars>' end), ',') end`;
}

function keep(name: string, condition: string): string {
  return `when place = ${name}_place and ${condition} then f[place]`;
}
