/** Where the app is: which page, of which thing. */
export type Route =
  | { page: 'home' }
  | { page: 'dashboards' }
  | { page: 'dashboard'; path: string }
  | { page: 'playlist' }
  | { page: 'explore' }
  | { page: 'pipelines'; path: string | undefined }
  | { page: 'datasources'; name: string | undefined }
  | { page: 'plugins'; id: string | undefined }
  | { page: 'snapshots' }
  | { page: 'snapshot'; id: string }
  | { page: 'embed'; path: string }
  | { page: 'embed-snapshot'; id: string }
  | { page: 'not-found' };

type Tail = string | undefined;
const notFound: Route = { page: 'not-found' };

/** By the first segment of a path: what the rest of it means. */
const routes = new Map<string, (tail: Tail, rest: readonly string[]) => Route>([
  ['', () => ({ page: 'home' })],
  ['dashboards', (tail) => (tail === undefined ? { page: 'dashboards' } : notFound)],
  ['playlist', (tail) => (tail === undefined ? { page: 'playlist' } : notFound)],
  ['explore', (tail) => (tail === undefined ? { page: 'explore' } : notFound)],
  ['d', (tail) => (tail === undefined ? notFound : { page: 'dashboard', path: tail })],
  ['pipelines', (path) => ({ page: 'pipelines', path })],
  ['datasources', (name) => ({ page: 'datasources', name })],
  ['plugins', (id) => ({ page: 'plugins', id })],
  ['snapshots', (tail) => (tail === undefined ? { page: 'snapshots' } : notFound)],
  ['s', (tail) => (tail === undefined ? notFound : { page: 'snapshot', id: tail })],
  ['embed', (_, rest) => embedRoute(rest)],
]);

/** The route of a URL's path; what nothing matches is `not-found`. */
export function matchRoute(pathname: string): Route {
  const [head = '', ...rest] = segments(pathname);
  const tail = rest.length === 0 ? undefined : rest.join('/');
  return routes.get(head)?.(tail, rest) ?? notFound;
}

/** No dashboard is called like an id: its path has no capital letters, and an id nearly always has. */
const snapshotId = /^(?=.*[A-Z_])[\w-]{32}$/;

/** Whatever stands below `/embed`, the server lets others frame it: none of it is the application. */
function embedRoute(rest: readonly string[]): Route {
  const [head, id = ''] = rest;
  if (head === 's' && rest.length === 2 && snapshotId.test(id))
    return { page: 'embed-snapshot', id };
  return { page: 'embed', path: rest.join('/') };
}

/** Pages without the frame of the application: other people see them, and other sites hold them. */
export function isApart({ page }: Route): boolean {
  return page === 'snapshot' || page === 'embed' || page === 'embed-snapshot';
}

/** The path of a dashboard's page. */
export function dashboardHref(path: string): string {
  return pathHref('/d', path);
}

/** The path of a page about a thing whose own path may hold any character. */
export function pathHref(page: string, path: string): string {
  return `${page}/${path.split('/').map(encodeURIComponent).join('/')}`;
}

function segments(pathname: string): string[] {
  return pathname
    .split('/')
    .filter((segment) => segment !== '')
    .map(decode);
}

/** A `%` that is no escape is itself. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
