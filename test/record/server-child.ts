import { startWorkspaceServer } from '../../pipelines/record/server.ts';
import { realEffects } from '../../pipelines/run/effects.ts';

/** Starts the workspace's server, says its URL, and stays until it is told otherwise. */
const { folder, isBrief } = JSON.parse(process.argv[2] ?? '') as {
  folder: string;
  isBrief: boolean;
};
const server = await startWorkspaceServer(folder, realEffects());
process.stdout.write(`${server.url('postgres')}\n`);
if (isBrief) await server.stop();
else setInterval(() => undefined, 1000);
