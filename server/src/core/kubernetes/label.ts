/** A label of a container, which begins a message, as it stands inside a sentence: "container `web` of Deployment `shop`". */
export function inSentence({ label }: { readonly label: string }): string {
  return label.charAt(0).toLowerCase() + label.slice(1);
}
