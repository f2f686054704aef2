/** What a picture asks of a browser: how wide a text is and what a colour is. */
export interface Ruler {
  measure(text: string, style: TextStyle): TextMetrics;
  /** `#rrggbb` and 0 to 1; colours of newer CSS are unknown to most programs that open an SVG. */
  resolve(color: string): { color: string; opacity: number };
}

export interface TextStyle {
  font: string;
  letterSpacing?: string | undefined;
  textBaseline?: CanvasTextBaseline | undefined;
}

/** The ruler of this browser: a canvas that nobody sees. */
export function buildRuler(document: Document): Ruler {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('this browser gives no canvas');
  const colors = new Map<string, { color: string; opacity: number }>();
  return {
    measure: (text, { font, letterSpacing = '0px', textBaseline = 'alphabetic' }) => {
      Object.assign(context, { font, letterSpacing, textBaseline });
      return context.measureText(text);
    },
    resolve: (color) => {
      const known = colors.get(color) ?? resolveColor(context, color);
      colors.set(color, known);
      return known;
    },
  };
}

function resolveColor(
  context: CanvasRenderingContext2D,
  color: string,
): { color: string; opacity: number } {
  context.fillStyle = '#000';
  context.fillStyle = color;
  if (/^#[\da-f]{6}$/.test(context.fillStyle)) return { color: context.fillStyle, opacity: 1 };
  context.clearRect(0, 0, 1, 1);
  context.fillRect(0, 0, 1, 1);
  const [r = 0, g = 0, b = 0, a = 0] = context.getImageData(0, 0, 1, 1).data;
  const hex = [r, g, b].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return { color: `#${hex}`, opacity: Math.round((a / 255) * 1000) / 1000 };
}
