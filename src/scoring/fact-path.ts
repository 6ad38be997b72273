// The path of every fact, as a type: a table that names facts cannot forget one.

import type { factRegistry } from './fact-registry.ts'

type Inside<Type, Path extends string> = Type extends { readonly list: infer Element }
  ? Inside<Element, `${Path}[]`>
  : Type extends { readonly object: infer Fields }
    ? PathsOf<Fields, `${Path}.`>
    : never

type PathsOf<Fields, Before extends string = ''> = {
  [Name in keyof Fields & string]:
    | `${Before}${Name}`
    | (Fields[Name] extends { readonly type: infer Type } ? Inside<Type, `${Before}${Name}`> : never)
}[keyof Fields & string]

/** `pieces[].hs6` */
export type FactPath = PathsOf<typeof factRegistry>
