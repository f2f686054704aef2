import { greatest } from 'd3-array';
import { geoArea, geoCentroid } from 'd3-geo';
import type { Feature, MultiPolygon, Polygon } from 'geojson';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import coarseTopology from 'world-atlas/countries-110m.json';

/** A country as an outline. What follows from that is computed for the few that are asked. */
export class Shape {
  /** ISO 3166-1 numeric, three digits; the name where there is none. */
  readonly id: string;
  readonly outline: Feature<Polygon | MultiPolygon>;
  #body: Polygon | undefined;
  #center: readonly [number, number] | undefined;

  constructor(id: string, outline: Feature<Polygon | MultiPolygon>) {
    this.id = id;
    this.outline = outline;
  }

  /** Its largest part: France without Guiana. What a view fits to, and where its centre is. */
  get body(): Polygon {
    return (this.#body ??= largestPart(this.outline.geometry));
  }

  /** Longitude and latitude in the middle of the body. */
  get center(): readonly [number, number] {
    return (this.#center ??= geoCentroid(this.body));
  }
}

export interface Atlas {
  shapes: readonly Shape[];
  byId: ReadonlyMap<string, Shape>;
}

export const antarctica = '010';

/** Outlines for the whole world on a screen: 177 countries, without the smallest. */
export const coarseAtlas = toAtlas(coarseTopology);

/** Outlines for a closer look, 241 countries; 740 kB, so only where it is needed. */
export async function loadFineAtlas(): Promise<Atlas> {
  const { default: topology } = await import('world-atlas/countries-50m.json');
  return toAtlas(topology);
}

type CountryTopology = Topology<{ countries: GeometryCollection<{ name: string }> }>;

function toAtlas(topology: CountryTopology): Atlas {
  const byId = new Map<string, Shape>();
  for (const outline of feature(topology, topology.objects.countries).features) {
    const { geometry, properties } = outline;
    if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon') continue;
    const id = typeof outline.id === 'string' ? outline.id : properties.name;
    const shape = new Shape(id, outline as Feature<Polygon | MultiPolygon>);
    // A country may have a second outline, islands that it administers.
    const other = byId.get(id);
    if (other !== undefined && geoArea(other.body) > geoArea(shape.body)) continue;
    byId.set(id, shape);
  }
  return { shapes: [...byId.values()], byId };
}

function largestPart(geometry: Polygon | MultiPolygon): Polygon {
  if (geometry.type === 'Polygon') return geometry;
  const parts = geometry.coordinates.map((coordinates): Polygon => ({
    ...{ type: 'Polygon', coordinates },
  }));
  return greatest(parts, (part) => geoArea(part)) ?? { type: 'Polygon', coordinates: [] };
}
