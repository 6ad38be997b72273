// What compiled conditions call at run time. `undefined` is a CEL error, everywhere; nothing here throws.

/**
 * Strings order by code point; UTF-16 units differ from that only where surrogates meet the private-use area
 * above them.
 */
export function compareText(left: string, right: string): number {
  const length = Math.min(left.length, right.length)
  for (let index = 0; index < length; index++) {
    const a = left.charCodeAt(index)
    const b = right.charCodeAt(index)
    if (a === b) continue
    const aSurrogate = a >= 0xd800 && a <= 0xdfff
    const bSurrogate = b >= 0xd800 && b <= 0xdfff
    if (aSurrogate !== bSurrogate) return aSurrogate ? 1 : -1
    return a < b ? -1 : 1
  }
  return left.length - right.length
}

/** Length in code points. */
export function textSize(text: string): number {
  let size = text.length
  for (let index = 0; index < text.length - 1; index++) {
    const code = text.charCodeAt(index)
    if (code >= 0xd800 && code <= 0xdbff) {
      const next = text.charCodeAt(index + 1)
      if (next >= 0xdc00 && next <= 0xdfff) {
        size--
        index++
      }
    }
  }
  return size
}

export type CelMap = ReadonlyMap<unknown, unknown> | Readonly<Record<string, unknown>>

export function mapGet(map: CelMap, key: unknown): unknown {
  if (map instanceof Map) return map.get(key)
  return Object.hasOwn(map, key as string) ? (map as Record<string, unknown>)[key as string] : undefined
}

export function mapHas(map: CelMap, key: unknown): boolean {
  return mapGet(map, key) !== undefined
}

export function mapKeys(map: CelMap): readonly unknown[] {
  return map instanceof Map ? [...map.keys()] : Object.keys(map)
}

export function mapSize(map: CelMap): number {
  return map instanceof Map ? map.size : Object.keys(map).length
}

/** A repeated key is an error by the specification. */
export function mapOf(pairs: readonly (readonly [unknown, unknown])[]): CelMap | undefined {
  const map = new Map(pairs)
  return map.size === pairs.length ? map : undefined
}

export function listGet(list: readonly unknown[], index: number): unknown {
  return index >= 0 && index < list.length ? list[index] : undefined
}

// Lists of a pack are long and never change, so a set per list is made once; a short list is faster to walk.
const sets = new WeakMap<readonly unknown[], ReadonlySet<unknown>>()

export function listHas(list: readonly unknown[], value: unknown): boolean {
  if (list.length <= 16) return list.indexOf(value) >= 0
  // A set finds NaN, which CEL holds unequal to itself.
  if (Number.isNaN(value)) return false
  let set = sets.get(list)
  if (set === undefined) {
    set = new Set(list)
    sets.set(list, set)
  }
  return set.has(value)
}

export function listHasEqual(list: readonly unknown[], value: unknown): boolean {
  for (const element of list) if (equal(element, value)) return true
  return false
}

export function equal(left: unknown, right: unknown): boolean {
  if (left === right) return true
  if (Array.isArray(left)) {
    if (!Array.isArray(right) || left.length !== right.length) return false
    for (let index = 0; index < left.length; index++) if (!equal(left[index], right[index])) return false
    return true
  }
  if (typeof left !== 'object' || left === null || typeof right !== 'object' || right === null) return false
  return equalMaps(left as CelMap, right as CelMap)
}

function equalMaps(left: CelMap, right: CelMap): boolean {
  if (mapSize(left) !== mapSize(right)) return false
  for (const key of mapKeys(left)) {
    const other = mapGet(right, key)
    if (other === undefined || !equal(mapGet(left, key), other)) return false
  }
  return true
}

/** An int as JavaScript number, or an error where exactness ends; never minus zero. */
export function safeInt(value: number): number | undefined {
  return Number.isSafeInteger(value) ? value + 0 : undefined
}

export function divideInts(left: number, right: number): number | undefined {
  return right === 0 ? undefined : safeInt(Math.trunc(left / right))
}

export function remainder(left: number, right: number): number | undefined {
  return right === 0 ? undefined : (left % right) + 0
}

export function doubleToInt(value: number): number | undefined {
  return safeInt(Math.trunc(value))
}
