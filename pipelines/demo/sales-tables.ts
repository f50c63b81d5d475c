import type { SampleTable } from './tables.ts';

/** What the sales teams' application keeps: leads on their way, opportunities, and the points of a game. */
export const salesTables: readonly SampleTable[] = [
  {
    name: 'leads',
    definition: `
      id uuid primary key,
      owner_id uuid references users (id),
      name text not null,
      phone text,
      lead_type text not null,
      stage text not null,
      lost_reason text,
      customer_id uuid references customers (id),
      created_at timestamptz not null,
      first_contacted_at timestamptz`,
  },
  {
    name: 'lead_stage_changes',
    definition: `
      id uuid primary key,
      lead_id uuid not null,
      stage text not null,
      owner_id uuid,
      objection text,
      changed_at timestamptz not null`,
  },
  {
    name: 'opportunities',
    definition: `
      id uuid primary key,
      owner_id uuid references users (id),
      lead_id uuid references leads (id),
      customer_id uuid references customers (id),
      name text not null,
      lead_type text not null,
      stage text not null,
      probability_percent integer not null,
      lost_reason text,
      amount numeric(12, 2),
      currency text not null,
      created_at timestamptz not null,
      closed_at timestamptz,
      expected_close_date date,
      last_activity_at timestamptz not null`,
  },
  {
    name: 'xp_ledger',
    definition: `
      id uuid primary key,
      user_id uuid not null,
      xp integer not null,
      reason text not null,
      rule_version text not null,
      reverses_id uuid,
      created_at timestamptz not null`,
  },
];
