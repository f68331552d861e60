/** A value kept as its JSON text and read only when somebody asks for it; most pages of customers never look at an address. */
export type Packed<T> = string & { readonly holds?: T };

/** Packs a value of plain data. */
export function pack<T>(value: T): Packed<T> {
  return JSON.stringify(value);
}

/** The value that was packed. */
export function unpack<T>(packed: Packed<T>): T {
  return JSON.parse(packed) as T; // written by pack<T> alone
}
