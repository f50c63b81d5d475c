/** The sample of `Master.csv` in the description of the format: 18 fields, usegmtime=yes. */
export const queueAnswered =
  '"","7345550142","800","ext-queues","""Dana Frey"" <7345550142>","PJSIP/trunk-000001a4","PJSIP/121-000001a6","Queue","800,t,,,,,,,","2026-11-02 14:00:01","2026-11-02 14:00:01","2026-11-02 14:04:51",290,290,"ANSWERED","DOCUMENTATION","1793628001.420",""';
/** A member of the queue who let it ring: a Local channel, with an id of its own. */
const ringUnanswered =
  '"","7345550142","122","ext-local","""Dana Frey"" <7345550142>","Local/122@from-queue-0000003b;2","PJSIP/122-000001a5","Dial","PJSIP/122/sip:122@192.0.2.22:5060,,trI","2026-11-02 14:00:02",,"2026-11-02 14:00:17",15,0,"NO ANSWER","DOCUMENTATION","1793628002.422",""';
/** A caller who hung up in the queue. */
export const queueAbandoned =
  '"","2485550117","800","ext-queues","""2485550117"" <2485550117>","PJSIP/trunk-000001a9","","Queue","800,t,,,,,,,","2026-11-02 14:05:00","2026-11-02 14:05:00","2026-11-02 14:05:33",33,33,"ANSWERED","DOCUMENTATION","1793628300.431",""';
/** A call that 121 placed to a busy line. */
export const outboundBusy =
  '"","121","17345550173","from-internal","""Priya Nair"" <121>","PJSIP/121-000001ac","PJSIP/trunk-000001ad","Dial","PJSIP/17345550173@trunk,300,Tt","2026-11-02 14:12:30",,"2026-11-02 14:12:34",4,0,"BUSY","DOCUMENTATION","1793628750.437",""';

export const cdrSample = [queueAnswered, ringUnanswered, queueAbandoned, outboundBusy];

/** The queue log of the same two queue calls. */
export const queueLogSample = [
  '1793628001|1793628001.420|800|NONE|ENTERQUEUE||7345550142|1',
  '1793628017|1793628001.420|800|Tomas Wirth|RINGNOANSWER|15000',
  '1793628023|1793628001.420|800|Priya Nair|CONNECT|22|1793628017.424|6',
  '1793628291|1793628001.420|800|Priya Nair|COMPLETECALLER|22|268|1',
  '1793628300|1793628300.431|800|NONE|ENTERQUEUE||2485550117|1',
  '1793628333|1793628300.431|800|NONE|ABANDON|1|1|33',
];

/** A CDR line of its fields after the first 16, which are those of a direct call. */
export function directCall(tail: string, start = '2026-11-02 15:00:00'): string {
  return `"","7345550142","121","from-trunk","""Dana Frey"" <7345550142>","PJSIP/trunk-000001b0","PJSIP/121-000001b1","Dial","PJSIP/121,20","${start}","2026-11-02 15:00:07","2026-11-02 15:01:07",67,60,"ANSWERED","DOCUMENTATION"${tail}`;
}
