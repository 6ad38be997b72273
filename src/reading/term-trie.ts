// Terms of several words as paths: which node follows a node by a word ("lemma"). Node 0 is the root.

import { IntList } from './int-list.ts'

/** A slot holds a node and above it this much of its hash, so that a stranger is told without looking the node up elsewhere in memory. */
const tagShift = 24
const nodesMax = 1 << tagShift

/** Typed arrays in place of a Map: its keys were beyond 2^31, so that every step of every look-up made a boxed number. */
export class TermTrie {
  #slots = new Int32Array(1 << 15)
  readonly #parents = new IntList(1 << 14)
  readonly #lemmas = new IntList(1 << 14)
  /** First node of each lemma: most walks end there. */
  #roots = new Int32Array(1 << 14)
  #inner = new Uint8Array(1 << 14)

  constructor() {
    this.#parents.push(-1)
    this.#lemmas.push(-1)
  }

  /** Node after a first word, 0 where no term begins with it. */
  rootOf(lemma: number): number {
    return lemma < this.#roots.length ? this.#roots[lemma]! : 0
  }

  /** Some term goes on from here. */
  hasChildren(node: number): boolean {
    return this.#inner[node] === 1
  }

  /** Node that follows, or 0. */
  child(node: number, lemma: number): number {
    const slots = this.#slots
    const mask = slots.length - 1
    const hash = mix(node, lemma)
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const entry = slots[slot]!
      if (entry === 0) return 0
      if ((entry ^ hash) >>> tagShift !== 0) continue
      const child = entry & (nodesMax - 1)
      if (this.#parents.at(child) === node && this.#lemmas.at(child) === lemma) return child
    }
  }

  /** Node that follows, made when there is none; new nodes are counted up. */
  addChild(node: number, lemma: number): number {
    const known = node === 0 ? this.rootOf(lemma) : this.child(node, lemma)
    if (known !== 0) return known
    const child = this.#parents.push(node)
    if (child >= nodesMax) throw new RangeError(`more than ${nodesMax} different beginnings of terms`)
    this.#lemmas.push(lemma)
    if (node === 0) this.#setRoot(lemma, child)
    else this.#link(child)
    return child
  }

  #setRoot(lemma: number, child: number): void {
    if (lemma >= this.#roots.length) {
      const roots = new Int32Array(Math.max(this.#roots.length * 2, lemma + 1))
      roots.set(this.#roots)
      this.#roots = roots
    }
    this.#roots[lemma] = child
  }

  #link(child: number): void {
    const node = this.#parents.at(child)
    if (node >= this.#inner.length) {
      const inner = new Uint8Array(Math.max(this.#inner.length * 2, node + 1))
      inner.set(this.#inner)
      this.#inner = inner
    }
    this.#inner[node] = 1
    if (this.#parents.length * 2 > this.#slots.length) this.#rehash()
    else this.#place(child)
  }

  #place(child: number): void {
    const mask = this.#slots.length - 1
    const hash = mix(this.#parents.at(child), this.#lemmas.at(child))
    let slot = hash & mask
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask
    this.#slots[slot] = (hash & -nodesMax) | child
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 2)
    for (let child = 1; child < this.#parents.length; child++) {
      if (this.#parents.at(child) !== 0) this.#place(child)
    }
  }
}

function mix(node: number, lemma: number): number {
  const hash = Math.imul(node, 0x9e3779b1) ^ Math.imul(lemma, 0x85ebca6b)
  return hash ^ (hash >>> 15)
}
