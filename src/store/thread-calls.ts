// Questions to a thread that wait for their answer, by number.

import type { StoreError } from './store-error.ts'

type Call = { readonly resolve: (value: unknown) => void; readonly reject: (error: StoreError) => void }

export class ThreadCalls {
  readonly #calls = new Map<number, Call>()
  #next = 1

  ask(post: (id: number) => void): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const id = this.#next
      this.#next += 1
      this.#calls.set(id, { resolve, reject })
      post(id)
    })
  }

  resolve(id: number, value: unknown): void {
    this.#take(id)?.resolve(value)
  }

  reject(id: number, error: StoreError): void {
    this.#take(id)?.reject(error)
  }

  rejectAll(error: StoreError): void {
    for (const id of [...this.#calls.keys()]) this.reject(id, error)
  }

  #take(id: number): Call | undefined {
    const call = this.#calls.get(id)
    this.#calls.delete(id)
    return call
  }
}
