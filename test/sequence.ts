import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The files that take longest, the longest first, so that none is left alone at the end. One of those that begin
 * with the healthy demo makes it; the others come later, for they would only wait for it.
 */
const longest = [
  'end-to-end/faults',
  'models/cases',
  'end-to-end/canary',
  'end-to-end/monday-run',
  'end-to-end/explain',
  'end-to-end/kill',
  'models/laws',
  'models/rows-add-up',
  'scenarios/scenarios',
  'models/service-level',
  'extract/format-laws',
  'extract/rebuild',
  'models/quality-laws',
];

const placeOf = ({ moduleId }: TestSpecification) => {
  const place = longest.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
  return place < 0 ? longest.length : place;
};

/** Orders the files of a run of the suite: those above, then the others as the runner likes. */
export default class Sequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const others = await super.sort(files);
    return others.toSorted((one, other) => placeOf(one) - placeOf(other));
  }
}
