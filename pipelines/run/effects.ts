/** Where the story of a run goes; never the result, which belongs on stdout. */
export interface Log {
  /** One line about one unit of work: verb, object, arrow, result. */
  info(line: string): void;
  /** Something the reader should act on, though the run goes on. */
  warn(line: string): void;
}

/** Everything a stage may touch beside its arguments: the clock and the two streams. */
export interface Effects {
  now(): Temporal.Instant;
  readonly log: Log;
  /** Writes to stdout, for results only. */
  print(text: string): void;
}

/** Ends quietly when the reader of stdout has gone away, as `head` does. */
export function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
}

/** The effects of the real program; the only place where the clock of the machine is read. */
export function realEffects(): Effects {
  return {
    now: () => Temporal.Now.instant(),
    log: {
      info: (line) => void process.stderr.write(`${line}\n`),
      warn: (line) => void process.stderr.write(`warning: ${line}\n`),
    },
    print: (text) => void process.stdout.write(text),
  };
}

/** The same effects with the clock held at one instant, for a demo or a test. */
export function withClock(effects: Effects, instant: Temporal.Instant): Effects {
  return { ...effects, now: () => instant };
}
