const quietMs = 250;

/** What the page's one polite live region says: the last text, once the texts have stopped. */
export class Announcer {
  text = $state('');
  #timer: ReturnType<typeof setTimeout> | undefined;

  announce(text: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.text = text), quietMs);
  }
}
