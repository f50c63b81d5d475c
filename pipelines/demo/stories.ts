/** Something that is planted in the sample company, and where a reader can see it. */
export interface Story {
  readonly title: string;
  readonly where: string;
}

/** What is planted, in the words of docs/sample-company.md; a test keeps the two together. */
export const stories: readonly Story[] = [
  story('Wixom was overrun in the latest closed week', '`call-team` of team:call-center-wixom'),
  story('Plymouth breaks its service level on Mondays', '`call-team` of team:call-center-plymouth'),
  story('The talks of one agent of Plymouth get longer', '`cdroutput` of the source plymouth'),
  story(
    "Plymouth's call center got a telephone system of its own",
    'table `cdroutput`, telephone_systems',
  ),
  story('Ann Arbor gets better, Wixom worse', '`muster kpi csat --by team --grain month`'),
  story('Three reps of Sales South were at a fair', '`muster kpi calls_made --by member`'),
  story('Sales North reaches more people', '`muster kpi connect_rate --by team`'),
  story('Huron retains more every year, Erie less', '`cs-team` of each success team'),
  story(
    'One expansion, one churn, one new logo in the latest closed week',
    '`cs-team`: last changes',
  ),
  story('Somebody moved from Huron to Superior and took the accounts along', 'team_members'),
  story('Somebody moved from Wixom to Ann Arbor and got another extension', 'user_extensions'),
  story('A member became the lead of Wixom when the lead left', 'team_members'),
  story('An extension of somebody who left was given to a joiner', 'user_extensions'),
  story('A hire date was never filled in', 'users'),
  story('An account churned and came back within the latest year', 'subscriptions'),
  story('An account came back after more than a year without', 'subscriptions'),
  story('An account was won and lost within the latest year', 'subscriptions'),
  story('An account is shared by two people, 60 to 40', 'customer_assignments'),
  story('An account churned and nobody looks after it', 'customer_assignments'),
  story('One subscription is paused, one is on trial, one has given notice', 'subscriptions'),
  story('An account pays for another one', 'customers'),
  story('A telephone in the lobby belongs to nobody', 'extension 190'),
  story('Calls run through the nights on which the clocks change', 'queue 800'),
  story('Callers are handed on from one agent to the next', 'ReplacedSrc, chains of four'),
  story('Queues overflow to the voicemail', 'QFwdToDNA, extension 999'),
  story('Files repeat the last lines of the file before', 'every sixth file'),
  story(
    'Lines are spoilt: a comma in a name, a cut line, an impossible date',
    'three in twelve files',
  ),
  story('Annotations match by id, by time, or not at all', 'call_center_records'),
  story('Names, numbers and record numbers that must never get in', 'call_center_records'),
  story('The use of an account slides for eight weeks', 'usage_daily, health_score_history'),
  story('An account drops in the latest closed week', 'usage_daily'),
  story('An account fell silent five weeks ago', 'usage_daily'),
  story('An account lost its sponsor, and nobody has called since', 'stakeholders'),
  story('An account takes up more and more', 'usage_daily'),
  story('An account waits for an answer since nine days', 'messages'),
  story('The term of an account ended, and nobody has signed the next', 'subscriptions'),
  story('An account has not paid for 75 days', 'customers'),
  story('Two owners were stood in for and stayed the owners', 'customer_assignments'),
  story('Conversions were taken back within a month', 'lead_stage_changes, xp_ledger'),
  story('Opportunities lie untouched, or have no amount yet', 'opportunities'),
  story('Somebody in Wixom comes late a third of the time', 'agent_shifts'),
  story('Shifts were missed without leave', 'agent_shifts, time_off'),
  story('Somebody in Plymouth is forgotten by the reviewers', 'quality_assurance_reviews'),
  story('A certificate ran out', 'training_records'),
  story('Journals began half a year ago', 'call_journals'),
  story('One campaign runs, two are over, one is planned, one was called off', 'call_campaigns'),
];

function story(title: string, where: string): Story {
  return { title, where };
}
