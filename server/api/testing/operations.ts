/** Operations that a server must refuse before it spends time on them, over HTTP and over WebSockets. */
export const hostileOperations: Readonly<Record<string, string>> = {
  'depth of 50': `{ ${'a { '.repeat(50)} b ${'} '.repeat(50)} }`,
  '10,000 aliases': `{ ${Array.from({ length: 10_000 }, (_, i) => `a${i}: __typename`).join(' ')} }`,
  '31 aliases': `{ ${Array.from({ length: 31 }, (_, i) => `a${i}: __typename`).join(' ')} }`,
  '5,000 directives': `{ __typename ${'@skip(if: false) '.repeat(5000)} }`,
  '21 directives': `{ __typename ${'@skip(if: false) '.repeat(21)} }`,
  '1 MB of comments': `# ${'x'.repeat(1_000_000)}\n{ __typename }`.slice(0, 900_000),
  '2,000 repeated inline fragments': `{ ${'... { server { version } } '.repeat(2000)} }`,
  'a fragment that spreads itself': '{ ...a } fragment a on Query { server { version } ...a }',
  'fragments that double thirty times': [
    '{ ...f30 } fragment f0 on Query { server { version } }',
    ...Array.from({ length: 30 }, (_, i) => `fragment f${i + 1} on Query { ...f${i} ...f${i} }`),
  ].join(' '),
  '21 fields at the root': `{ ${'dashboards { path } '.repeat(21)} }`,
  '60 queries of a store': `{ ${Array.from(
    { length: 60 },
    (_, i) => `a${i}: query(input: {dashboard: "a", query: "b", from: "0", to: "1"}) { rows }`,
  ).join(' ')} }`,
  'the versions of all dashboards': '{ dashboards { versions { id } } }',
  'a version of all dashboards': '{ dashboards { version(id: "r1") { text } } }',
  '30 times the values of fields of all datasources': `{ datasources { ${Array.from(
    { length: 30 },
    (_, i) => `v${i}: values(path: ["t"], field: "f${i}")`,
  ).join(' ')} } }`,
  'deep brackets in a value': `{ dashboards(search: ${'['.repeat(20_000)} }`,
  'an endless introspection': `{ __schema { types { ${'fields { type { '.repeat(9)} name ${'} } '.repeat(9)} } } }`,
  'an unknown field': '{ nope }',
  'no operation': 'fragment a on Query { __typename }',
  'text that is not GraphQL': '{ server {',
  nothing: '',
};
