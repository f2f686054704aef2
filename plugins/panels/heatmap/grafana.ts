import { toTree, type GrafanaPanelImport, type Tree } from '@heliostat/sdk/grafana';

const grafana: GrafanaPanelImport = {
  types: ['heatmap'],
  options({ options, panel }, note) {
    if (options['calculate'] === true || panel['dataFormat'] === 'timeseries')
      note('buckets calculated from values: let the query count by bucket');
    // Before Grafana 9 these stood on the panel itself.
    const part = (key: string) => toTree(options[key] ?? panel[key]);
    noteAxis(part('yAxis'), note);
    return {
      midpoint: readColors(part('color'), note),
      legend: part('legend')['show'] === false ? false : undefined,
    };
  },
};
export default grafana;

/** Schemes with a middle; an `interpolate` before the name is of before Grafana 9. */
const diverging = /^(interpolate)?(BrBG|PRGn|PiYG|PuOr|RdBu|RdGy|RdYlBu|RdYlGn|Spectral)$/;

/** The midpoint of a scheme that has one. */
function readColors(color: Tree, note: (text: string) => void): number | undefined {
  const { mode, min, max } = color;
  const scheme = color['scheme'] ?? color['colorScheme'];
  noteColors(color, note);
  const isBound = typeof min === 'number' && typeof max === 'number';
  if (mode === 'opacity' || typeof scheme !== 'string' || !diverging.test(scheme)) return;
  if (!isBound) note(`colours ${scheme}: set midpoint`);
  return isBound ? (min + max) / 2 : undefined;
}

function noteColors({ mode, scale, reverse, min, max }: Tree, note: (text: string) => void): void {
  if (mode === 'opacity' && scale === 'exponential') note('colours that grow by a power');
  if (reverse === true) note('colours in reverse');
  if (typeof min === 'number' || typeof max === 'number')
    note('ends of the colours: set min and max of the field');
}

function noteAxis({ unit, format, reverse }: Tree, note: (text: string) => void): void {
  const name = unit ?? format;
  if (typeof name === 'string' && name !== 'short')
    note(`unit ${name} of the y axis: set it on the field of the buckets`);
  if (reverse === true) note('y axis upside down');
}
