/** One line of a tooltip. */
export interface TooltipRow {
  /** Unique in the tooltip. */
  name: string;
  /** The value, formatted. */
  text: string;
  color: string;
  dash?: readonly number[];
  /** The mark under the pointer. */
  isStrong?: boolean;
  /** ✓ ▲ ■, where the value is in a status. */
  shape?: string;
}
