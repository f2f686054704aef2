/** What can be done with the file of a dashboard that is not being edited. */
export type Action = 'move' | 'duplicate' | 'delete';
