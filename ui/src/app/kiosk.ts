/** Whether a page shows nothing of the app around it: a dashboard on a wall, or a playlist that plays. */
export function isKiosk({ pathname, searchParams }: URL): boolean {
  if (searchParams.has('edit')) return false;
  if (pathname === '/playlist') return searchParams.has('d') || searchParams.has('tag');
  return searchParams.has('kiosk');
}
