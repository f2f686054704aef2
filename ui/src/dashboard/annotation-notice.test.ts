import { frameFromRows, maxAnnotations, type Frame } from '@heliostat/sdk';
import { expect, test } from 'vitest';
import { annotationNotice } from './annotation-notice.ts';

const marks = (count: number): Frame =>
  frameFromRows(
    Array.from({ length: count }, (_, t) => ({ t })),
    [{ name: 't', type: 'time' }],
  );

test('what is left out of too many annotations is said', () => {
  const noticeOf = (count: number) =>
    annotationNotice('Deploys', { frame: marks(count), error: undefined });
  expect(noticeOf(maxAnnotations)).toBeUndefined();
  expect(noticeOf(maxAnnotations + 1)).toBe(
    'Annotations “Deploys”: only the newest 1,000 of 1,001 are shown. A shorter time range shows all.',
  );
});

test('a failed query, and one without times, say that annotations are missing', () => {
  const error = { code: 'TIMEOUT' as const, message: 'too long', hint: 'Ask for less.' };
  expect(annotationNotice('Deploys', { frame: marks(1), error })).toBe(
    'Annotations “Deploys” are missing: too long Ask for less.',
  );
  const frame = frameFromRows([{ n: 1 }], [{ name: 'n', type: 'number' }]);
  expect(annotationNotice('Deploys', { frame, error: undefined })).toBe(
    'Annotations “Deploys” are missing: their query gives no field of type time.',
  );
  expect(annotationNotice('Deploys', { frame: undefined, error: undefined })).toBeUndefined();
});
