// A list of 32-bit integers that grows; one buffer instead of an array of boxed numbers, for the compile step.

export class IntList {
  #values: Int32Array
  length = 0

  constructor(capacity: number) {
    this.#values = new Int32Array(capacity)
  }

  push(value: number): number {
    if (this.length === this.#values.length) {
      const grown = new Int32Array(this.length * 2)
      grown.set(this.#values)
      this.#values = grown
    }
    this.#values[this.length] = value
    return this.length++
  }

  at(index: number): number {
    return this.#values[index]!
  }

  set(index: number, value: number): void {
    this.#values[index] = value
  }

  toArray(): Int32Array {
    return this.#values.slice(0, this.length)
  }
}
