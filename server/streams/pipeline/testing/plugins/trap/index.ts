import { Type, defineProcessor } from '@heliostat/sdk';

const counterKey = 'count';

/** Throws at events with `field` true; with `after`, only once it has seen that many events. */
export default defineProcessor({
  options: Type.Object({
    field: Type.String({ description: 'Field that is true in the events to fail at.' }),
    after: Type.Optional(
      Type.Integer({ description: 'Events before the first failure.', default: 0 }),
    ),
  }),
  output: (input) => input,
  create({ field, after = 0 }) {
    let seen = 0;
    return {
      process(batch) {
        for (const row of batch.rows) {
          if (row[field] === true && seen >= after) throw new TypeError(`trapped by ${field}`);
          if (row['exit'] === true) process.exit(3);
          seen++;
        }
        return batch;
      },
      state: {
        changes: () => [[counterKey, Uint8Array.from(Buffer.from(String(seen)))] as const],
        restore: (entries) => {
          for (const [, bytes] of entries) seen = Number(Buffer.from(bytes).toString());
        },
      },
    };
  },
});
