const namespace = "http://www.w3.org/2000/svg";

/**
 * What takes clicks and the focus of a mark: an empty shape over it, so that its label is all that
 * is spoken, with a ring where it is selected or focused.
 */
export const HANDLE = { class: "handle", role: "button", tabindex: -1 } as const;

type Attributes = Readonly<Record<string, string | number>>;

/** An SVG element with attributes (lengths in CSS pixels at zoom 1) and children. */
export function svg<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: SVGElement[]
): SVGElementTagNameMap[Name] {
  const element = document.createElementNS(namespace, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/** A text element; its content can never become markup. */
export function svgText(content: string, attributes: Attributes = {}): SVGTextElement {
  const element = svg("text", attributes);
  element.textContent = content;
  return element;
}
