import { flushSync, mount, unmount, type Component } from 'svelte';
import type { MountedPanel, PanelHost, PanelProps } from '../panel.ts';
import PanelRoot from './PanelRoot.svelte';
import { ReactiveHost } from './reactive-host.svelte.ts';

/** What a panel component receives; both are reactive, `host` in its theme, time zone and colours. */
export interface PanelComponentProps<Options = unknown, FieldOptions = unknown> {
  props: PanelProps<Options, FieldOptions>;
  host: PanelHost;
}

export type PanelComponent<Options = unknown, FieldOptions = unknown> = Component<
  PanelComponentProps<Options, FieldOptions>
>;

/** A module whose default export is the panel's component. */
export interface PanelModule<Options, FieldOptions> {
  default: PanelComponent<Options, FieldOptions>;
}

/**
 * Adapts a Svelte 5 component to `PanelDefinition.mount`. The component is loaded on first use; a
 * module that does not load and a component that throws show a readable card with a way to try again.
 */
export function sveltePanel<Options, FieldOptions>(
  load: () => Promise<PanelModule<Options, FieldOptions>>,
) {
  return (
    element: HTMLElement,
    props: PanelProps<Options, FieldOptions>,
    host: PanelHost,
  ): MountedPanel<Options, FieldOptions> => mountPanel(load, { element, props, host });
}

interface Place<Options, FieldOptions> extends PanelComponentProps<Options, FieldOptions> {
  element: HTMLElement;
}

function mountPanel<Options, FieldOptions>(
  load: () => Promise<PanelModule<Options, FieldOptions>>,
  place: Place<Options, FieldOptions>,
): MountedPanel<Options, FieldOptions> {
  let props = $state.raw(place.props);
  const host = new ReactiveHost(place.host);
  const root = mount(PanelRoot, {
    target: place.element,
    props: {
      get props() {
        return props as PanelProps;
      },
      host,
      load: load as () => Promise<PanelModule<unknown, unknown>>,
    },
  });
  flushSync();
  return {
    update: (next) => (props = next),
    refresh: () => host.refresh(),
    destroy: () => {
      host.close();
      void unmount(root);
    },
  };
}
