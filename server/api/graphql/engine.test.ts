import {
  introspectionFromSchema,
  type IntrospectionEnumType,
  type IntrospectionInputObjectType,
  type IntrospectionObjectType,
  type IntrospectionType,
} from 'graphql';
import { expect, test } from 'vitest';
import { buildEngine } from './engine.ts';

interface Place {
  name: string;
  description?: string | null | undefined;
}

type Described = IntrospectionType &
  Partial<
    Pick<IntrospectionObjectType, 'fields'> &
      Pick<IntrospectionInputObjectType, 'inputFields'> &
      Pick<IntrospectionEnumType, 'enumValues'>
  >;

/** A type with everything in it that a reader of the schema sees. */
function placesOf(type: Described): Place[] {
  const within = (of: string, place: Place) => ({ ...place, name: `${of}.${place.name}` });
  const { fields, inputFields, enumValues } = type;
  return [
    type,
    ...[...(inputFields ?? []), ...(enumValues ?? [])].map((place) => within(type.name, place)),
    ...(fields ?? []).flatMap((field) => {
      const place = within(type.name, field);
      return [place, ...field.args.map((argument) => within(place.name, argument))];
    }),
  ];
}

test('every type, field, argument and enum value of the schema has a description', () => {
  const { types } = introspectionFromSchema(buildEngine().schema).__schema;
  const own = types.filter(({ name }) => !name.startsWith('__'));
  const places = own.flatMap((type) => placesOf(type as Described));
  expect(places.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['Query.dashboards.search', 'PipelineState.RETRYING', 'QueryInput.to']),
  );
  const silent = places.filter(({ description }) => (description ?? '').trim() === '');
  expect(silent.map(({ name }) => name)).toEqual([]);
});
