import type { DatasourceUi } from '@heliostat/sdk';
import { loadDatasource } from '../../plugins.ts';

/** What the plugin of a datasource lends the browser. */
export class Lent {
  /** Undefined also where it lends nothing. */
  ui = $state.raw<DatasourceUi | undefined>();
  /** It is loaded, or there is nothing to load. */
  isKnown = $state(false);

  /** Call in an effect, with the id of the plugin; returns what ends it. */
  load(plugin: string | undefined): () => void {
    let isWanted = true;
    this.ui = undefined;
    this.isKnown = false;
    if (plugin !== undefined)
      // Without its code there is the text, as for a plugin that lends none.
      void Promise.resolve(loadDatasource(plugin))
        .catch(() => undefined)
        .then((ui) => {
          if (!isWanted) return;
          this.ui = ui;
          this.isKnown = true;
        });
    return () => (isWanted = false);
  }
}
