/**
 * SQL for the id of a line that has none of its own: a keyed hash of its text and its number among the
 * equal lines of one file. So exports that overlap merge, and two truly equal lines stay two. A file
 * must be read whole for it.
 */
export function contentIdSql(line: string): string {
  // The macro takes digits only, as of a number; the hash of the line is written in digits for it.
  const half = (which: string) => `lpad(md5_number_${which}(${line})::varchar, 20, '0')`;
  const hash = `muster_private_hash(${half('upper')} || ${half('lower')})`;
  return `(${hash} || '-' || row_number() over (
    partition by file_number, md5(${line}) order by line_number))`;
}
