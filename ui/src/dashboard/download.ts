/** Saves a file through the browser. */
export function download(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** `events-by-type-2026-11-22T14-02.csv` */
export function fileName(title: string, ending: string, at: Date): string {
  const slug = title
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  const time = at.toISOString().slice(0, 16).replace(':', '-');
  return `${slug || 'panel'}-${time}.${ending}`;
}
