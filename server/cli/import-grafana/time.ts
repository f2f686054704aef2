import { defined, toJson, toText, type Json } from './source.ts';

/** A panel's own time: `timeFrom`, `timeShift` and `timeCompare` of Grafana; undefined for most. */
export function toPanelTime(panel: Json, note: (text: string) => void): Json | undefined {
  const { timeFrom, timeShift, timeCompare } = panel;
  const compare = toText(toJson(timeCompare)['value'] ?? timeCompare);
  const time = defined({
    last: toLength(toText(timeFrom), () => note(`own time range ${toText(timeFrom)}`)),
    shift: toLength(toText(timeShift), () => note(`shifted by ${toText(timeShift)}`)),
    compare:
      compare === '__previousPeriod' || compare === 'previousPeriod'
        ? 'range'
        : toLength(compare, () => note(`compared with ${compare}`)),
  });
  return Object.keys(time).length === 0 ? undefined : time;
}

/** `now-1h`, `-7d` and `1h` as a duration; a month has no one length. */
function toLength(text: string, onUnknown: () => void): string | undefined {
  const length = /^(?:now)?-?([1-9]\d{0,8}(?:ms|s|m|h|d|w))$/.exec(text)?.[1];
  if (length === undefined && text !== '') onUnknown();
  return length;
}
