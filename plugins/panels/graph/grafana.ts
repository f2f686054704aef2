import { toTree, type GrafanaPanelImport } from '@heliostat/sdk/grafana';

const grafana: GrafanaPanelImport = {
  types: ['nodeGraph'],
  options({ options }, note) {
    const { layoutAlgorithm } = options;
    const { arcs } = toTree(options['nodes']);
    if (Array.isArray(arcs) && arcs.length > 0) note('arcs around nodes');
    for (const kind of ['nodes', 'edges'])
      for (const stat of ['mainStatUnit', 'secondaryStatUnit']) {
        const unit = toTree(options[kind])[stat];
        if (typeof unit === 'string') note(`unit ${unit} of ${kind}: set it on the field`);
      }
    if (layoutAlgorithm === 'grid') note('nodes in a grid');
    const isFree = layoutAlgorithm === 'force' || layoutAlgorithm === 'grid';
    return { layout: isFree ? undefined : 'layered' };
  },
};
export default grafana;
