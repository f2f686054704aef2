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
  | { page: 'not-found' };

/** The route of a URL's path; what nothing matches is `not-found`. */
export function matchRoute(pathname: string): Route {
  const [head = '', ...rest] = segments(pathname);
  const tail = rest.length === 0 ? undefined : rest.join('/');
  switch (head) {
    case '':
      return { page: 'home' };
    case 'dashboards':
    case 'playlist':
    case 'explore':
      return { page: tail === undefined ? head : 'not-found' };
    case 'd':
      return tail === undefined ? { page: 'not-found' } : { page: 'dashboard', path: tail };
    case 'pipelines':
      return { page: 'pipelines', path: tail };
    case 'datasources':
      return { page: 'datasources', name: tail };
    case 'plugins':
      return { page: 'plugins', id: tail };
    default:
      return { page: 'not-found' };
  }
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
