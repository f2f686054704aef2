/** Of a file, as the server tells it. */
export interface FileChange {
  type: 'ADDED' | 'CHANGED' | 'REMOVED';
  path: string;
}

const leaveMs = 2000;

/**
 * Tells of a removed file once it has stayed away for two seconds: whoever moves or deletes it here is led away by
 * then, and a tool that writes a file anew has put it back. `stop` forgets what is not told yet.
 */
export function watchRemoval(tell: (path: string) => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    follow({ type, path }: FileChange): void {
      clearTimeout(timer);
      if (type === 'REMOVED') timer = setTimeout(tell, leaveMs, path);
    },
    stop: () => clearTimeout(timer),
  };
}
