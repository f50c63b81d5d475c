const knownWords = [
  'TerminatedBySrc|TerminatedByDst|Failed|Failed_Cancelled|NoRouteExists|Connected|RouteBusy',
  'NotAvailable|ReplacedDst|ReplacedSrc|QFwdToDNA|FailedBXferOfDst|Fwd_NoAnswer|PickedUp',
  'Line|Queue|Extension|VoiceMail|Script|RingGroup|Internal|External|MakeCall|EndCall',
].join('|');

// Recognised by shape, since the places of a broken line say nothing.
const harmless = [
  '[0-9]{4}/[0-9]{2}/[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}',
  '[0-9]{1,4}:[0-5][0-9]:[0-5][0-9]',
  '[0-9a-fA-F]{16}_[0-9]{1,12}',
  'Ext\\.[0-9]{1,6}',
  knownWords,
].join('|');

const fieldLimit = 40;

/**
 * SQL for what is kept of a rejected line: ids, times, internal extensions and status words; every
 * other field is replaced by its length.
 */
export function keptTextSql(): string {
  const kept = (text: string, shape: string) => `case when ${text} = '' or
    regexp_full_match(${text}, '${shape}') then ${text} else '<' || length(${text}) || ' chars>' end`;
  const first = kept('f[1]', 'Call [0-9]{1,9}');
  const chain = `'Chain: ' || list_aggregate(list_transform(
    string_split(translate(field[8:], ',', ';'), ';'),
    lambda hop: ${kept('hop', 'Ext\\.[0-9]{1,6}')}), 'string_agg', ';')`;
  const rest = `list_transform(f[2:${fieldLimit}], lambda field:
    case when starts_with(field, 'Chain: ') then ${chain} else ${kept('field', harmless)} end)`;
  const more = `case when len(f) > ${fieldLimit}
    then ',<' || (len(f) - ${fieldLimit}) || ' more fields>' else '' end`;
  return `(array_to_string(list_prepend(${first}, ${rest}), ',') || ${more})`;
}
