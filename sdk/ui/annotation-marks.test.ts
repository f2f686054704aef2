import { expect, test } from 'vitest';
import { groupAnnotations } from './annotation-marks.ts';

test('marks are as far apart as their buttons are wide, whatever happened when', () => {
  const range = { from: 0, to: 600 };
  const annotations = Array.from({ length: 300 }, (_, i) => ({
    ...{ id: String(i), from: i * 2, text: 'deploy', source: 'Deploys', tags: [] },
  }));
  const groups = groupAnnotations(annotations, { range, width: 600 });
  const steps = groups.slice(1).map(({ x }, i) => x - (groups[i]?.x ?? 0));
  expect(Math.min(...steps)).toBeGreaterThanOrEqual(24);
  expect(groups.flatMap((group) => group.annotations)).toHaveLength(300);
});
