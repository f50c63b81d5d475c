import { existsSync } from 'node:fs';

import { rm, stat, statfs } from 'node:fs/promises';
import type { Config } from '../../config/schema.ts';
import type { AuditResult } from '../models/audit.ts';
import { identifyBuild, makeBuild } from '../models/build.ts';
import { planProgram, readSql } from '../models/program.ts';
import type { QualitySettings } from '../models/quality-settings.ts';
import type { RunSettings } from '../models/settings.ts';
import { exitCodes, UserError } from '../run/user-error.ts';
import { buildPath, type Published, publishBuild, readPublished } from '../warehouse/publish.ts';
import { readRawState } from '../warehouse/raw-state.ts';
import { programVersion } from './program-version.ts';
import type { Session } from './session.ts';
import { textTable } from './text-table.ts';

/** What the build stage did: a new build, or none because nothing changed. */
export interface BuildOutcome {
  readonly published: Published;
  readonly isNew: boolean;
  readonly audits: readonly AuditResult[];
}

/**
 * Builds all models from raw, audits them and publishes the build. Throws a UserError (exit 4) that
 * shows the wrong rows when an audit with `stop` fails: the published build then stays as it was.
 */
export async function buildStage(
  session: Session,
  onProgress: (line: string) => void = () => undefined,
): Promise<BuildOutcome> {
  const raw = await session.raw();
  const sql = await readSql(session.folder);
  const settings = runSettings(session.config, session.effects.now());
  const rawState = await readRawState(raw);
  const identity = identifyBuild(sql, settings, rawState, await programVersion());
  const before = await readPublished(session.paths.builds);
  const content = `${identity.rawState}:${identity.sqlHash}`;
  if (before?.fingerprint === identity.fingerprint) {
    return { published: before, isNew: false, audits: [] };
  }
  if (before?.withdrawn?.includes(content) === true) {
    session.effects.log.warn(
      `this data and SQL gave a build that was rolled back; ${before.buildId} stays published.`,
    );
    return { published: before, isNew: false, audits: [] };
  }
  await requireDisk(session, before);
  const made = await makeBuild(
    raw,
    session.paths.builds,
    await planProgram(raw, sql),
    settings,
    identity,
    (name, done, total) => onProgress(`${name} (${done + 1}/${total})`),
  );
  const stopped = made.audits.filter(
    (audit) => audit.severity === 'stop' && audit.failedRowCount > 0,
  );
  if (stopped.length > 0) {
    await rm(made.path, { force: true });
    throw stoppedError(stopped, before);
  }
  const { buildId, fingerprint } = identity;
  const published = await publishBuild(
    session.paths.builds,
    { path: made.path, buildId, fingerprint, content },
    session.effects.now(),
  );
  return { published, isNew: true, audits: made.audits };
}

/** The part of the configuration that shapes numbers. */
export function runSettings(config: Config, asOf: Temporal.Instant): RunSettings {
  return {
    asOf,
    companyName: config.company,
    timeZone: config.time_zone,
    weekStart: config.week_start,
    fiscalYearStartMonth: config.fiscal_year_start_month,
    fiscalMonths: config.fiscal_months,
    currencyCode: config.currency,
    connectRule: config.metrics.connect_rule,
    connectMinTalkSeconds: config.metrics.connect_min_talk_seconds,
    shortAbandonSeconds: config.metrics.short_abandon_seconds,
    serviceLevelMethod: config.metrics.service_level_method,
    serviceLevelSeconds: config.metrics.service_level_seconds,
    abandonDenominator: config.metrics.abandon_denominator,
    transferSameQueue: config.metrics.transfer_same_queue,
    talkIncludeHold: config.metrics.talk_include_hold,
    conversionDays: config.metrics.conversion_days,
    pipelineStaleDays: config.metrics.pipeline_stale_days,
    pipelineWeighting: config.metrics.pipeline_weighting,
    rankPriorCount: config.metrics.rank_prior_count,
    renewalGraceDays: config.metrics.renewal_grace_days,
    arrBasis: config.metrics.arr_basis,
    arrIncludeUsage: config.metrics.arr_include_usage,
    pauseKeepDays: config.metrics.pause_keep_days,
    retentionMethod: config.metrics.retention_method,
    retentionAttribution: config.metrics.retention_attribution,
    takeoverGraceDays: config.metrics.takeover_grace_days,
    nrrIncludeReactivation: config.metrics.nrr_include_reactivation,
    retentionLogo: config.metrics.retention_logo,
    seatBasis: config.metrics.seat_basis,
    healthSource: config.metrics.health_source,
    healthAverage: config.metrics.health_average,
    healthMaxAgeDays: config.metrics.health_max_age_days,
    healthMinCoverage: config.metrics.health_min_coverage,
    occupancyRing: config.metrics.occupancy_ring,
    utilizationBase: config.metrics.utilization_base,
    punctualityGraceMinutes: config.metrics.punctuality_grace_minutes,
    rampDays: config.metrics.ramp_days,
    quality: qualitySettings(config.metrics),
    sourceRules: Object.entries(config.sources).map(([source, rules]) => ({
      source,
      maxAgeHours: rules.max_age_hours,
      isRequired: rules.required,
    })),
  };
}

function qualitySettings(metrics: Config['metrics']): QualitySettings {
  return {
    qaReviews: metrics.qa_reviews,
    qaScale: metrics.qa_scale,
    qaQuota: metrics.qa_quota,
    qaTarget: metrics.qa_target,
    fcrMethod: metrics.fcr_method,
    fcrDays: metrics.fcr_days,
    fcrTransferFails: metrics.fcr_transfer_fails,
    fcrSharedNumberCalls: metrics.fcr_shared_number_calls,
    appointmentBase: metrics.appointment_base,
  };
}

/** A build needs room for itself and for the one before it. */
async function requireDisk(session: Session, before: Published | undefined): Promise<void> {
  if (before === undefined) return;
  const path = buildPath(session.paths.builds, before.buildId);
  if (!existsSync(path)) return;
  const { size } = await stat(path);
  const disk = await statfs(session.folder);
  const freeBytes = disk.bavail * disk.bsize;
  if (freeBytes >= 2 * size) return;
  throw new UserError({
    what: `${megabytes(freeBytes)} MB of disk are free, ${megabytes(2 * size)} MB are needed to build`,
    where: session.folder,
    advice: `Free some space and run it again. The build ${before.buildId} stays published.`,
    exitCode: exitCodes.usage,
  });
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1_000_000);
}

const shownRows = 10;

function stoppedError(audits: readonly AuditResult[], before: Published | undefined): UserError {
  const texts = audits.map((audit) => {
    const heads = Object.keys(audit.rows[0] ?? {});
    const rows = audit.rows.slice(0, shownRows);
    const cells = rows.map((row) => heads.map((head) => String(row[head] ?? '–')));
    const more = audit.failedRowCount - cells.length;
    const rest = more > 0 ? `… and ${more} more\n` : '';
    return `${audit.path}: ${audit.audit}\n${audit.answers}\n\n${textTable(heads, cells)}${rest}`;
  });
  const kept =
    before === undefined
      ? 'No build is published yet.'
      : `The build ${before.buildId} stays published.`;
  const count = audits.length === 1 ? '1 audit' : `${audits.length} audits`;
  return new UserError({
    what: `${count} failed, so nothing was published\n\n${texts.join('\n')}`,
    advice: `Mend the rows at their source, then run it again. ${kept} No report was rendered or sent.`,
    exitCode: exitCodes.audit,
  });
}
