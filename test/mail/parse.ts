import { type DefaultTreeAdapterTypes, parse } from "parse5";

type Node = DefaultTreeAdapterTypes.Node;
export type Element = DefaultTreeAdapterTypes.Element;

/** Every element of a document as a browser builds it, in document order. */
export function elementsOf(html: string): Element[] {
  return below(parse(html));
}

export function textOf(node: Node): string {
  if ("value" in node) return node.value;
  return "childNodes" in node ? node.childNodes.map(textOf).join("") : "";
}

export function attributeOf(element: Element, name: string): string | undefined {
  return element.attrs.find((attribute) => attribute.name === name)?.value;
}

/** An element and all within it; of a document all that are in it. */
export function below(node: Node): Element[] {
  const children = "childNodes" in node ? node.childNodes.flatMap(below) : [];
  return "tagName" in node ? [node, ...children] : children;
}
