import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** What identifies one process among all machines, even when its number is used again. */
export interface ProcessMark {
  /** Machine, boot and process namespace; only there does the number mean anything. */
  readonly host: string;
  readonly processId: number;
  /** When the process started, in the kernel's count; empty where the system does not tell. */
  readonly startMark: string;
}

/** The mark of this very process. */
export function markThisProcess(): ProcessMark {
  return { host: hostMark(), processId: process.pid, startMark: startMarkOf(process.pid) };
}

/**
 * True when the process that left a mark is certainly gone. A process of another machine may always
 * be alive, so the caller needs a deadline for those.
 */
export function isKnownDead(mark: ProcessMark): boolean {
  if (mark.host !== hostMark()) return false;
  return !isProcessAlive(mark.processId) || startMarkOf(mark.processId) !== mark.startMark;
}

/** True when a process of this number exists on this machine, of whatever user. */
export function isProcessAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function hostMark(): string {
  const boot = readText('/proc/sys/kernel/random/boot_id').trim();
  return [hostname(), boot, readLink('/proc/self/ns/pid')].filter((part) => part !== '').join('/');
}

/** Field 22 of `/proc/<pid>/stat`; a zombie has ended, so it counts as another process. */
function startMarkOf(processId: number): string {
  const status = readText(`/proc/${processId}/stat`);
  const fields = status.slice(status.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? 'ended' : (fields[19] ?? '');
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function readLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
