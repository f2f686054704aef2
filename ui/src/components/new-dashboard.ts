export const loadNewDashboard = () => import('../edit/NewDashboard.svelte');
