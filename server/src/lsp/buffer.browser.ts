/** As much of Node's `Buffer` as dockerfile-ast needs to look for a byte order mark; put in its place in the browser's bundle. */
export const Buffer = {
  from: (text: string): Uint8Array => new TextEncoder().encode(text),
};
