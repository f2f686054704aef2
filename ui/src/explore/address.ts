import { formatPane, parsePane, type PaneState } from './pane-state.ts';

export const sides = ['left', 'right'] as const;
export type Side = (typeof sides)[number];

/** What a link to Explore says of one side: nothing, what is asked, or something that cannot be read. */
export type PaneLink = PaneState | { problem: string } | undefined;

/** Keys of the view that both sides share, unless the right one has its own. */
const shared = ['from', 'to', 'zone', 'compare', 'refresh'];

/** The page's state, in the part of the address behind `#`, which no server and no log sees. */
export class Address {
  readonly #params: URLSearchParams;

  constructor(hash: string) {
    this.#params = new URLSearchParams(hash.replace(/^#/, ''));
  }

  pane(side: Side): PaneLink {
    const text = this.#params.get(side);
    if (text === null) return undefined;
    try {
      return parsePane(text);
    } catch (thrown) {
      return { problem: thrown instanceof Error ? thrown.message : String(thrown) };
    }
  }

  get isSplit(): boolean {
    return this.#params.has('right');
  }

  /** Whether the right side has a time range of its own. */
  get isOwn(): boolean {
    return this.#params.has('own');
  }

  /** What was chosen on a side, as a dashboard's address says it. */
  view(side: Side): URLSearchParams {
    const prefix = `${side}.`;
    const entries = [...this.#params].flatMap(([key, value]): [string, string][] => {
      if (key.startsWith(prefix)) return [[key.slice(prefix.length), value]];
      return shared.includes(key) && !this.#keepsOwn(side) ? [[key, value]] : [];
    });
    return new URLSearchParams(entries);
  }

  withPane(side: Side, state: PaneState | undefined): Address {
    const rest = this.#without((key) => key === side || (!state && key.startsWith(`${side}.`)));
    if (state !== undefined) rest.push([side, formatPane(state)]);
    return from(rest);
  }

  /** With another view of a side: the query of a dashboard's address. */
  withView(side: Side, query: string): Address {
    const isOwn = this.#keepsOwn(side);
    const rest = this.#without(
      (key) => key.startsWith(`${side}.`) || (!isOwn && shared.includes(key)),
    );
    const view = [...new URLSearchParams(query)].map(([key, value]): [string, string] =>
      shared.includes(key) && !isOwn ? [key, value] : [`${side}.${key}`, value],
    );
    return from([...rest, ...view]);
  }

  /** The right side begins with the range of the left one when it gets its own. */
  withOwnRange(isOwn: boolean): Address {
    const rest = this.#without(
      (key) => key === 'own' || (!isOwn && shared.some((name) => key === `right.${name}`)),
    );
    if (!isOwn) return from(rest);
    const copied = rest.flatMap(([key, value]): [string, string][] =>
      shared.includes(key) ? [[`right.${key}`, value]] : [],
    );
    return from([...rest, ['own', '1'], ...copied]);
  }

  /** Both sides with what the left one shows, to change one of them. */
  split(state: PaneState): Address {
    return this.withPane('right', state).withView('right', this.view('left').toString());
  }

  /** One side alone, as the left one, with what was chosen on it. */
  only(side: Side, state: PaneState | undefined): Address {
    const alone = this.withPane('right', undefined).withOwnRange(false).withPane('left', state);
    return alone.withView('left', this.view(side).toString());
  }

  get href(): string {
    const pairs = [...this.#params].map(([key, value]) => `${encode(key)}=${encode(value)}`);
    return pairs.length === 0 ? '/explore' : `/explore#${pairs.join('&')}`;
  }

  #keepsOwn(side: Side): boolean {
    return side === 'right' && this.isOwn;
  }

  #without(isGone: (key: string) => boolean): [string, string][] {
    return [...this.#params].filter(([key]) => !isGone(key));
  }
}

function from(entries: [string, string][]): Address {
  return new Address(new URLSearchParams(entries).toString());
}

/** Only what would mean something else is written in code: the rest stays readable, and short. */
function encode(text: string): string {
  return encodeURIComponent(text)
    .replaceAll('%20', '+')
    .replaceAll(/%(3A|2F|2C|40|24|3B|3D)/g, (code) => decodeURIComponent(code));
}
