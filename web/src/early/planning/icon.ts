const svg = 'http://www.w3.org/2000/svg';

/** An icon as Tabler's component draws it, of a drawing from `drawing:IconName`. */
export const icon = (drawing: string, size: number, stroke = 2, className = ''): SVGElement => {
  const made = document.createElementNS(svg, 'svg');
  const path = document.createElementNS(svg, 'path');
  const attributes = {
    viewBox: '0 0 24 24',
    width: size,
    height: size,
    fill: 'none',
    stroke: 'currentColor',
    'stroke-width': stroke,
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
    'aria-hidden': true,
    class: className,
  };
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  path.setAttribute('d', drawing);
  made.append(path);
  return made;
};
