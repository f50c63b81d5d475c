import { quote } from '../../../warehouse/database.ts';
import { type Field, field } from './fields.ts';
import type { ThreeCxProfile } from './profile.ts';

/** The columns of call_lines; null in a line that is rejected. */
export function callLineColumns(profile: ThreeCxProfile): string {
  const text = (name: Field) => `nullif(${field(name)}, '')`;
  const columns: [string, string][] = [
    ['leg_id', field('callid')],
    ['call_id', field('callid')],
    ['format', "'3cx-file'"],
    ['history_number', `try_cast(${field('historyid')}[6:] as bigint)`],
    ['started_at', 'start_at'],
    ['answered_at', 'case when answer_at is not null then greatest(answer_at, start_at) end'],
    ['ended_at', 'case when end_at is not null then greatest(end_at, answer_at, start_at) end'],
    ['duration_seconds', 'duration_seconds'],
    ['termination_reason', text('reason_terminated')],
    ['change_reason', text('reason_changed')],
    ['from_type', text('from_type')],
    ['to_type', typeSql('to_type', 'to_no', profile)],
    ['final_type', typeSql('final_type', 'final_number', profile)],
    ['from_extension', partySql('from_no', 'from_dn')],
    ['to_extension', partySql('to_no', 'to_dn')],
    ['final_extension', partySql('final_number', 'final_dn')],
    ['party_hash', 'muster_normal_hash(outside_number)'],
    ['party_masked', 'muster_normal_masked(outside_number)'],
    ['chain_extensions', chainSql()],
    ['repairs', repairsSql()],
  ];
  return columns
    .map(([name, expression]) => `case when fault is null then ${expression} end as ${name}`)
    .join(',\n');
}

/** The type of a party. Lines before V20 call a voicemail Internal; its number tells. */
function typeSql(type: Field, number: Field, profile: ThreeCxProfile): string {
  const text = `nullif(${field(type)}, '')`;
  if (profile.voicemailExtensions.length === 0) return text;
  const mailboxes = profile.voicemailExtensions.map((extension) => quote(`Ext.${extension}`));
  return `case when is_older and starts_with(${field(number)}, 'Ext.') and ${field(number)} in (${mailboxes.join(', ')})
    then 'VoiceMail' else ${text} end`;
}

/** The number of the first outside party that has one, in its normal form. */
export function outsideNumberSql(): string {
  const outside = (['from_no', 'to_no', 'final_number'] as const).map(
    (name) =>
      `case when not starts_with(${field(name)}, 'Ext.') then muster_normal_number(${field(name)}) end`,
  );
  return `coalesce(${outside.join(', ')})`;
}

function chainSql(): string {
  const hops = `list_transform(string_split(replace(substring(${field('chain')}, 8), ',', ';'), ';'),
    lambda hop: ${extensionSql('hop')})`;
  return `case when ${field('chain')} <> ''
    then list_filter(${hops}, lambda hop: hop is not null) end`;
}

/**
 * The extension of an internal party: its `dn`, which for voicemail is the person and not the mailbox
 * (`Ext.999` with dn 121), else the number itself.
 */
function partySql(number: Field, dn: Field): string {
  const own = `case when regexp_full_match(${field(dn)}, '[0-9A-Za-z*#_-]{1,8}') then ${field(dn)} end`;
  return `case when ${isExtensionSql(field(number))} then coalesce(${own}, ${field(number)}[5:]) end`;
}

/** `Ext.121` is the internal party 121; all else is outside, and null here. */
function extensionSql(party: string): string {
  return `case when ${isExtensionSql(party)} then ${party}[5:] end`;
}

function isExtensionSql(party: string): string {
  return `starts_with(${party}, 'Ext.')
    and regexp_full_match(${party}, 'Ext\\.[0-9A-Za-z*#_-]{1,8}')`;
}

function repairsSql(): string {
  const notes: [string, string][] = [
    [
      `coalesce(answer_at < start_at or end_at < coalesce(answer_at, start_at), false)`,
      'clock_clamped',
    ],
    ['is_twice', 'ambiguous_hour'],
    ['len(f) > 27', 'comma_in_name'],
  ];
  const any = notes.map(([condition]) => condition).join(' or ');
  const list = notes.map(([condition, note]) => `case when ${condition} then ${quote(note)} end`);
  return `case when ${any}
    then list_filter([${list.join(', ')}], lambda note: note is not null) end`;
}
