// The type language of the fact namespace that rules are written against. The registry itself lives in scoring/.

export type ScalarType = 'int' | 'double' | 'string' | 'bool'

/** A field that may be missing is `optional`: reading it when it is undefined is a CEL error, which `||`, `&&` and `exists` absorb. */
export type FactField = {
  readonly type: FactType
  readonly optional?: boolean
  readonly unit?: string
  readonly doc: string
}

export type FactType =
  | ScalarType
  | { readonly list: FactType }
  | { readonly map: FactType }
  | { readonly object: Readonly<Record<string, FactField>> }

export type FactNamespace = Readonly<Record<string, FactField>>

type ScalarValue<T> = T extends 'int' | 'double'
  ? number
  : T extends 'string'
    ? string
    : T extends 'bool'
      ? boolean
      : never

/** The TypeScript value of a fact type, so that no shape is written down twice. */
export type FactValue<T> = T extends ScalarType
  ? ScalarValue<T>
  : T extends { readonly list: infer E }
    ? readonly FactValue<E>[]
    : T extends { readonly map: infer E }
      ? Readonly<Record<string, FactValue<E>>>
      : T extends { readonly object: infer O }
        ? FactObject<O>
        : never

export type FactObject<O> = {
  readonly [K in keyof O]: O[K] extends { readonly optional: true; readonly type: infer T }
    ? FactValue<T> | undefined
    : O[K] extends { readonly type: infer T }
      ? FactValue<T>
      : never
}
