import { quote } from '../../warehouse/database.ts';

/** SQL for the technology of a channel, as `PJSIP`; `hidden` where the channel does not say it. */
export function technologySql(channel: string): string {
  return `case when coalesce(${channel}, '') = '' then null
    when regexp_matches(${channel}, '^[A-Za-z0-9]{1,20}/') then split_part(${channel}, '/', 1)
    else 'hidden' end`;
}

/** SQL for the party of a channel: `PJSIP/121-000001a6` and `Local/121@from-queue-0000003b;2` are 121. */
export function endpointSql(channel: string): string {
  const shape = '^[A-Za-z0-9]+/([^@;]+?)(?:-[0-9a-fA-F]{4,})?(?:@[^;]*)?(?:;[12])?$';
  return `nullif(regexp_extract(${channel}, '${shape}', 1), '')`;
}

/** SQL for a text when it is one of one's own phones, else null. */
export function ownSql(text: string, extensions: string): string {
  return `case when regexp_full_match(${text}, ${quote(extensions)}) then ${text} end`;
}

/** SQL that is true for an outside number, however it is written. */
export function isTelephoneNumberSql(text: string): string {
  return `coalesce(length(regexp_replace(${text}, '[^0-9]', '', 'g')) >= 7
    and not regexp_matches(${text}, '[A-Za-z]'), false)`;
}

/** SQL for the name of an application such as `Dial`; null for what is none. */
export function applicationSql(text: string): string {
  return `case when regexp_full_match(${text}, '[A-Za-z_]{1,40}[0-9]{0,2}') then ${text} end`;
}

// Analogue lines are numbered by their sockets, which says nothing about who sits there.
const namelessTechnologies = `('hidden', 'DAHDI', 'Zap', 'mISDN', 'Console')`;

/** SQL that is true when a channel of this technology does not say whose it is. */
export function isNamelessSql(technology: string): string {
  return `coalesce(${technology} in ${namelessTechnologies}, false)`;
}
