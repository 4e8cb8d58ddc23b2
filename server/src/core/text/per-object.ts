/**
 * Makes something of an object once: what an edit leaves alone is the same object in the next version of the file. `make` must look at
 * nothing else that may change.
 */
export function perObject<K extends object, T>(make: (object: K) => T): (object: K) => T {
  const kept = new WeakMap<K, { readonly made: T }>();
  return (object) => {
    const known = kept.get(object);
    if (known !== undefined) return known.made;
    const made = make(object);
    kept.set(object, { made });
    return made;
  };
}
