import {
  Type,
  duration,
  field,
  select,
  type FieldConfig,
  type FrameShape,
  type Static,
} from '@heliostat/sdk';

export const options = Type.Object({
  state: Type.Optional(
    field({
      description:
        'The field that is the state. Default: number fields, else boolean ones, else the last text field.',
    }),
  ),
  lanes: select(['auto', 'fields'], {
    default: 'auto',
    description:
      'Lanes by the text fields beside the state, or every field but the time as a lane of its own.',
  }),
  merge: select(['value', 'color', 'off'], {
    default: 'value',
    description:
      'Neighbours become one where the value is the same, where the colour is, or never.',
  }),
  maxGap: Type.Optional(
    duration({
      description: 'How long a state lasts at most without a newer one. Default: for ever.',
    }),
  ),
  sort: select(['name', 'none'], {
    default: 'name',
    description: 'Lanes by name, or as the query first gave them.',
  }),
  maxLanes: Type.Integer({
    default: 40,
    minimum: 1,
    maximum: 200,
    description: 'More lanes than this are left out, and the panel says how many.',
  }),
  labels: select(['auto', 'off'], {
    default: 'auto',
    description: 'The state written into its piece of the lane, where there is room.',
  }),
  legend: select(['auto', 'off'], {
    default: 'auto',
    description: 'The states with their share of the time, where they are few.',
  }),
});

export const fieldOptions = Type.Object({});

export const accepts: readonly FrameShape[] = ['series', 'table'];

export type Options = Static<typeof options>;
export type Fields = Readonly<Record<string, FieldConfig>>;
