import {
  GraphQLError,
  Kind,
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  isObjectType,
  visit,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';

/** What one operation may weigh. A list multiplies the cost of what is below it. */
export const limits = {
  tokens: 2000,
  depth: 10,
  cost: 5000,
  aliases: 30,
  directives: 20,
  rootFields: 20,
} as const;

const listFactor = 10;
/** Fields that ask another server, start git, or read every file. */
const costs: Readonly<Record<string, number>> = {
  'Query.query': 100,
  'Datasource.check': 20,
  'Datasource.schema': 20,
  'Datasource.values': 100,
  'Stream.deadLetters': 20,
  // Not for each of a list: there may be thousands.
  'Dashboard.versions': 500,
  'Dashboard.version': 500,
  'Dashboard.linkedFrom': 500,
  'Query.deletedDashboards': 50,
  'DeletedDashboard.last': 20,
};

type Weights = Record<'depth' | 'cost' | 'aliases' | 'directives' | 'rootFields', number>;

/** What is over its limit, before the standard rules run, as those take time that grows with size. */
export function checkLimits(schema: GraphQLSchema, document: DocumentNode): GraphQLError[] {
  const weights = weigh(schema, document);
  return Object.entries(weights)
    .filter(([name, weight]) => weight > limits[name as keyof Weights])
    .map(([name, weight]) => {
      const most = limits[name as keyof Weights];
      return new GraphQLError(
        `${name}: ${weight === Infinity ? 'endless' : weight}, at most ${most}`,
        {
          extensions: { code: 'LIMIT_EXCEEDED', hint: 'Ask for less in one operation.' },
        },
      );
    });
}

function weigh(schema: GraphQLSchema, document: DocumentNode): Weights {
  const weights: Weights = { ...countNodes(document), depth: 0, cost: 0, rootFields: 0 };
  const measure = buildMeasure(schema, document);
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const root = schema.getRootType(definition.operation) ?? undefined;
    const { depth, cost, fields } = measure(definition.selectionSet, root);
    weights.depth = Math.max(weights.depth, depth);
    weights.cost += cost;
    weights.rootFields += fields;
  }
  return weights;
}

function countNodes(document: DocumentNode): Pick<Weights, 'aliases' | 'directives'> {
  let aliases = 0;
  let directives = 0;
  visit(document, {
    Field: (node) => {
      if (node.alias !== undefined) aliases++;
    },
    Directive: () => {
      directives++;
    },
  });
  return { aliases, directives };
}

interface Measure {
  depth: number;
  cost: number;
  /** Fields at this level, fragments spread. */
  fields: number;
}
type Parent = GraphQLNamedType | undefined;

const none: Measure = { depth: 0, cost: 0, fields: 0 };
const endless: Measure = { depth: Infinity, cost: Infinity, fields: Infinity };

/** Each fragment is measured once, so that a short text cannot take long, however much it stands for. */
function buildMeasure(schema: GraphQLSchema, document: DocumentNode) {
  const fragments = new Map(
    document.definitions
      .filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node]),
  );
  const measured = new Map<string, Measure>();

  function measure({ selections }: SelectionSetNode, parent: Parent): Measure {
    return selections
      .map((node): Measure => {
        if (node.kind === Kind.FIELD) return measureField(node, parent);
        if (node.kind === Kind.FRAGMENT_SPREAD) return measureFragment(node.name.value);
        const condition = node.typeCondition?.name.value;
        return measure(
          node.selectionSet,
          condition === undefined ? parent : schema.getType(condition),
        );
      })
      .reduce(add, none);
  }

  function measureFragment(name: string): Measure {
    const known = measured.get(name);
    if (known !== undefined) return known;
    const fragment = fragments.get(name);
    if (fragment === undefined) return none;
    // Until it is known, a fragment that spreads itself has no end.
    measured.set(name, endless);
    const result = measure(
      fragment.selectionSet,
      schema.getType(fragment.typeCondition.name.value),
    );
    measured.set(name, result);
    return result;
  }

  function measureField(node: FieldNode, parent: Parent): Measure {
    const name = node.name.value;
    // The standard rules bound introspection themselves.
    if (name.startsWith('__')) return { depth: 1, cost: 1, fields: 1 };
    const field = isObjectType(parent) ? parent.getFields()[name] : undefined;
    const own = costs[`${parent?.name ?? ''}.${name}`] ?? 1;
    if (node.selectionSet === undefined) return { depth: 1, cost: own, fields: 1 };
    const inner = measure(node.selectionSet, compositeOf(field));
    return { depth: inner.depth + 1, cost: own + factorOf(field) * inner.cost, fields: 1 };
  }

  return measure;
}

function add(a: Measure, b: Measure): Measure {
  return {
    depth: Math.max(a.depth, b.depth),
    cost: a.cost + b.cost,
    fields: a.fields + b.fields,
  };
}

function compositeOf(field: GraphQLField<unknown, unknown> | undefined): Parent {
  const type = field === undefined ? undefined : getNamedType(field.type);
  return isCompositeType(type) ? type : undefined;
}

function factorOf(field: GraphQLField<unknown, unknown> | undefined): number {
  return field !== undefined && isListType(getNullableType(field.type)) ? listFactor : 1;
}
