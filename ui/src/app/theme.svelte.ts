export type ThemeChoice = 'system' | 'light' | 'dark';
const storageKey = 'heliostat.theme';

/** Light or dark: what was chosen here, else what the system says. */
export class ThemeState {
  choice = $state<ThemeChoice>('system');
  #systemDark = $state(false);
  #forced = $state<'light' | 'dark'>();
  readonly name: 'light' | 'dark' = $derived(
    this.#forced ??
      (this.choice === 'system' ? (this.#systemDark ? 'dark' : 'light') : this.choice),
  );
  readonly #window: Window;

  constructor(window: Window) {
    this.#window = window;
    // A link may say how its page is to look; what was chosen here stays as it is.
    const stored = readAsked(window) ?? readStored(window);
    if (stored === 'light' || stored === 'dark') this.choice = stored;
    const media = window.matchMedia('(prefers-color-scheme: dark)');
    this.#systemDark = media.matches;
    media.addEventListener('change', () => {
      this.#systemDark = media.matches;
      this.#apply();
    });
    this.#apply();
  }

  choose(choice: ThemeChoice): void {
    this.choice = choice;
    try {
      this.#window.localStorage.setItem(storageKey, choice);
    } catch {
      // Storage may be off; the choice then lasts until the page is left.
    }
    this.#apply();
  }

  toggle(): void {
    this.choose(this.name === 'dark' ? 'light' : 'dark');
  }

  /** For a while, whatever is chosen: paper is light. Undefined gives the choice back. */
  force(name: 'light' | 'dark' | undefined): void {
    this.#forced = name;
    this.#apply();
  }

  /** At once rather than in an effect: canvases read the tokens when `name` changes. */
  #apply(): void {
    this.#window.document.documentElement.dataset['theme'] = this.name;
  }
}

function readAsked({ location }: Window): string | null {
  const asked = new URLSearchParams(location.search).get('theme');
  return asked === 'light' || asked === 'dark' ? asked : null;
}

function readStored(window: Window): string | null {
  try {
    return window.localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}
