import { floorTables } from './floor-tables.ts';
import { salesTables } from './sales-tables.ts';
import { successTables } from './success-tables.ts';

/** A table of the sample company: its name and its definition, in an order in which keys can refer. */
export interface SampleTable {
  readonly name: string;
  readonly definition: string;
}

/**
 * The tables of the sample company. `users`, `customers`, `location_staff`, `call_center_records` and
 * four of the call centres' tables have the names and columns of the documents that describe the
 * application; the others are what the documents speak of without giving columns.
 */
export const sampleTables: readonly SampleTable[] = [
  {
    name: 'users',
    definition: `
      id uuid primary key,
      email text not null unique,
      full_name text not null,
      role text not null,
      hired_on date,
      left_on date,
      created_at timestamptz not null,
      updated_at timestamptz not null`,
  },
  {
    name: 'locations',
    definition: `
      id text primary key,
      name text not null unique,
      time_zone text not null`,
  },
  {
    name: 'location_staff',
    definition: `
      user_id uuid not null references users (id),
      location_name text not null references locations (name),
      is_active boolean not null,
      primary key (user_id, location_name)`,
  },
  {
    name: 'teams',
    definition: `
      id text primary key,
      name text not null unique,
      kind text not null check (kind in ('success', 'sales', 'call_center')),
      location_id text not null references locations (id)`,
  },
  {
    name: 'team_members',
    definition: `
      team_id text not null references teams (id),
      user_id uuid not null references users (id),
      role text not null check (role in ('member', 'lead', 'supervisor', 'manager')),
      valid_from date not null,
      valid_to date,
      primary key (team_id, user_id, valid_from)`,
  },
  {
    name: 'user_extensions',
    definition: `
      user_id uuid not null references users (id),
      extension text not null,
      valid_from date not null,
      valid_to date,
      primary key (extension, valid_from)`,
  },
  {
    name: 'call_queues',
    definition: `
      extension text primary key,
      name text not null,
      team_id text not null references teams (id)`,
  },
  {
    name: 'plans',
    definition: `
      name text primary key,
      key_features text[] not null`,
  },
  {
    name: 'telephone_systems',
    definition: `
      name text primary key,
      team_id text not null references teams (id),
      used_from date not null`,
  },
  {
    name: 'customers',
    definition: `
      id uuid primary key,
      name text not null,
      csm_id uuid references users (id),
      arr numeric(12, 2) not null,
      segment text,
      industry text,
      status text not null,
      renewal_date date,
      seats integer,
      time_zone text,
      parent_id uuid references customers (id),
      created_at timestamptz not null,
      updated_at timestamptz not null,
      plan text references plans (name),
      provisioned_seats integer,
      merged_into_id uuid references customers (id),
      merged_on date,
      is_sandbox boolean not null,
      notice_on date,
      unpaid_since date`,
  },
  {
    name: 'customer_assignments',
    definition: `
      customer_id uuid not null references customers (id),
      user_id uuid not null references users (id),
      role text not null check (role in ('csm', 'account_manager', 'backup')),
      share numeric(9, 6) not null,
      valid_from date not null,
      valid_to date,
      handoff_kind text check (handoff_kind in ('permanent', 'temporary', 'coverage')),
      primary key (customer_id, user_id, role, valid_from)`,
  },
  {
    name: 'subscriptions',
    definition: `
      id uuid primary key,
      customer_id uuid not null references customers (id),
      amount numeric(12, 2) not null,
      billing_interval text not null check (billing_interval in ('month', 'quarter', 'year')),
      currency text not null,
      started_on date not null,
      ended_on date,
      status text not null check (status in ('active', 'paused', 'ended', 'trial')),
      charge_kind text not null,
      signed_on date not null,
      term_ends_on date,
      renews_id uuid references subscriptions (id),
      notice_on date,
      end_reason text`,
  },
  {
    name: 'call_center_records',
    definition: `
      id uuid primary key default gen_random_uuid(),
      call_id text unique not null,

      location text not null check (location in ('Ann Arbor', 'Wixom', 'Plymouth')),
      queue_name text not null,
      agent_extension text not null,
      agent_email text not null,
      agent_name text not null,

      caller_number text not null,
      caller_name text,
      called_number text not null,
      call_direction text not null,
      call_type text,

      call_start_time timestamptz not null,
      call_answer_time timestamptz,
      call_end_time timestamptz,
      ring_duration_seconds integer generated always as (
        case when call_answer_time is not null
        then extract(epoch from (call_answer_time - call_start_time))::integer
        else null end
      ) stored,
      talk_duration_seconds integer generated always as (
        case when call_end_time is not null and call_answer_time is not null
        then extract(epoch from (call_end_time - call_answer_time))::integer
        else null end
      ) stored,

      call_status text not null,
      call_outcome text,
      customer_satisfaction_score integer,
      quality_score integer,

      patient_mrn text,
      appointment_scheduled boolean default false,
      appointment_date date,
      appointment_type text,
      provider_requested text,

      first_call_resolution boolean default false,
      escalation_required boolean default false,
      complaint_call boolean default false,
      follow_up_required boolean default false,
      follow_up_date date,

      recording_available boolean default false,
      recording_url text,
      recording_reviewed boolean default false,
      compliance_notes text,

      after_call_work_seconds integer default 0,
      hold_time_seconds integer default 0,
      transfer_count integer default 0,

      shift_id uuid,
      campaign_id text,
      call_priority text default 'normal',

      created_at timestamptz default now(),
      updated_at timestamptz default now()`,
  },
  ...successTables,
  ...salesTables,
  ...floorTables,
];
