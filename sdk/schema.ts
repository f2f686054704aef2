import type { FieldType } from './frame.ts';

/** One field of the events of a stream or of the rows of a table. */
export interface SchemaField {
  name: string;
  type: FieldType | 'integer';
  /** True where an event may lack the field. */
  nullable?: boolean;
  unit?: string;
  description?: string;
}

/** The shape of what flows between two steps of a pipeline, or lies in a table. */
export interface EventSchema {
  fields: readonly SchemaField[];
  /** Name of the event time field: epoch milliseconds, UTC. */
  time: string;
  /**
   * Rows with equal values in these fields replace one another (window results); absent: every row
   * is an event of its own.
   */
  key?: readonly string[];
}
