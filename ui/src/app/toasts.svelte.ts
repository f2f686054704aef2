export interface Toast {
  id: number;
  kind: 'done' | 'problem';
  text: string;
  hint?: string;
}

const shownMs = { done: 4000, problem: 10_000 };

/** Short messages at the edge of the page: what was done, what failed. */
export class Toasts {
  #shown = $state.raw<readonly Toast[]>([]);
  #nextId = 1;

  get shown(): readonly Toast[] {
    return this.#shown;
  }

  done(text: string): void {
    this.#add({ kind: 'done', text });
  }

  problem(text: string, hint?: string): void {
    this.#add({ kind: 'problem', text, ...(hint !== undefined && { hint }) });
  }

  dismiss(id: number): void {
    this.#shown = this.#shown.filter((toast) => toast.id !== id);
  }

  #add(toast: Omit<Toast, 'id'>): void {
    const id = this.#nextId++;
    this.#shown = [...this.#shown.slice(-3), { ...toast, id }];
    setTimeout(() => this.dismiss(id), shownMs[toast.kind]);
  }
}
