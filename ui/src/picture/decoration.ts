interface Painted {
  style: CSSStyleDeclaration;
  box: DOMRect;
}

interface Frame {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The ground of a box, its hairlines and the mark that `::before` puts into it. */
export function paintDecoration(
  context: CanvasRenderingContext2D,
  element: Element,
  { style, box }: Painted,
): void {
  paintGround(context, style, box);
  paintBorders(context, style, box);
  paintMark(context, element, box);
  if (style.display === 'list-item') paintBullet(context, element, { style, box });
}

function paintGround(
  context: CanvasRenderingContext2D,
  style: CSSStyleDeclaration,
  box: Frame,
): void {
  if (isClear(style.backgroundColor)) return;
  context.fillStyle = style.backgroundColor;
  const radius = parseFloat(style.borderTopLeftRadius) || 0;
  if (radius === 0) context.fillRect(box.left, box.top, box.width, box.height);
  else {
    outline(context, box, Math.min(radius, box.width / 2, box.height / 2));
    context.fill();
  }
}

const sides = ['Top', 'Right', 'Bottom', 'Left'] as const;

function paintBorders(
  context: CanvasRenderingContext2D,
  style: CSSStyleDeclaration,
  box: Frame,
): void {
  const borders = sides.map((side) => ({
    side,
    width: style[`border${side}Style`] === 'none' ? 0 : parseFloat(style[`border${side}Width`]),
    color: style[`border${side}Color`],
  }));
  const shown = borders.filter(({ width, color }) => width > 0 && !isClear(color));
  const [first] = shown;
  const radius = parseFloat(style.borderTopLeftRadius) || 0;
  if (first !== undefined && shown.length === sides.length && radius > 0) {
    strokeOutline(context, box, { ...first, radius });
    return;
  }
  for (const { side, width, color } of shown) {
    const { left, top } = box;
    context.fillStyle = color;
    if (side === 'Top') context.fillRect(left, top, box.width, width);
    else if (side === 'Left') context.fillRect(left, top, width, box.height);
    else if (side === 'Right') context.fillRect(left + box.width - width, top, width, box.height);
    else context.fillRect(left, top + box.height - width, box.width, width);
  }
}

function strokeOutline(
  context: CanvasRenderingContext2D,
  { left, top, width, height }: Frame,
  line: { width: number; color: string; radius: number },
): void {
  const inset = line.width / 2;
  const frame = {
    ...{ left: left + inset, top: top + inset },
    ...{ width: width - line.width, height: height - line.width },
  };
  outline(context, frame, Math.min(line.radius, frame.width / 2, frame.height / 2));
  context.strokeStyle = line.color;
  context.lineWidth = line.width;
  context.stroke();
}

/** Beside a box's own place only what it says absolutely is known of a pseudo-element. */
function paintMark(context: CanvasRenderingContext2D, element: Element, box: DOMRect): void {
  const style = getComputedStyle(element, '::before');
  if (style.content === 'none' || style.position !== 'absolute') return;
  const [left, top] = [parseFloat(style.left), parseFloat(style.top)];
  const [width, height] = [parseFloat(style.width), parseFloat(style.height)];
  if ([left, top, width, height].every(Number.isFinite))
    paintGround(context, style, { left: box.left + left, top: box.top + top, width, height });
}

/** Before the first line of an entry of a list. */
function paintBullet(
  context: CanvasRenderingContext2D,
  element: Element,
  { style, box }: Painted,
): void {
  if (style.listStyleType === 'none') return;
  const number = [...(element.parentElement?.children ?? [])].indexOf(element) + 1;
  context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  context.fillStyle = style.color;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  const text = style.listStyleType === 'decimal' ? `${number}.` : '•';
  const line = parseFloat(style.lineHeight) || parseFloat(style.fontSize) * 1.2;
  context.fillText(text, box.left - 6, box.top + line / 2);
  context.textAlign = 'left';
}

function outline(
  context: CanvasRenderingContext2D,
  { left, top, width, height }: Frame,
  radius: number,
): void {
  const [right, bottom] = [left + width, top + height];
  const quarter = Math.PI / 2;
  context.beginPath();
  context.arc(right - radius, top + radius, radius, -quarter, 0);
  context.arc(right - radius, bottom - radius, radius, 0, quarter);
  context.arc(left + radius, bottom - radius, radius, quarter, 2 * quarter);
  context.arc(left + radius, top + radius, radius, 2 * quarter, 3 * quarter);
  context.closePath();
}

function isClear(color: string): boolean {
  return color === 'transparent' || /[,/] ?0\)$/.test(color);
}
