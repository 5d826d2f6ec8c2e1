// Making elements. Strings become text nodes, so that nothing that comes out of the data is ever read as markup.

const SVG = "http://www.w3.org/2000/svg";

/** Return an HTML element; `name` may carry classes ("p.note"), `on…` properties are listeners. */
export function el(name, properties = {}, ...children) {
  const [tag, ...classes] = name.split(".");
  return fill(document.createElement(tag), classes, properties, children);
}

/** Return an SVG element. */
export function svg(name, properties = {}, ...children) {
  const [tag, ...classes] = name.split(".");
  return fill(document.createElementNS(SVG, tag), classes, properties, children);
}

/** Return children with a separator between them, without the empty ones. */
export function joined(children, separator = " · ") {
  return children.filter(present).flatMap((child, place) => (place ? [separator, child] : [child]));
}

function fill(element, classes, properties, children) {
  if (classes.length) element.setAttribute("class", classes.join(" "));
  for (const [key, value] of Object.entries(properties)) assign(element, key, value);
  element.append(...children.flat(Infinity).filter(present));
  return element;
}

function assign(element, key, value) {
  if (!given(value)) return;
  if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
  else element.setAttribute(key, value === true ? "" : value);
}

function present(value) {
  return given(value) && value !== "";
}

/** Whether a property is set; an empty text is one, as the value of an option that means all. */
function given(value) {
  return value !== null && value !== undefined && value !== false;
}
