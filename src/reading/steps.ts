// Long work that can pause: a generator that yields where others may have their turn. Pure; who pauses, and when, is the caller's.

export type Steps<T> = Generator<undefined, T, undefined>

export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/** Items between two pauses: at most some milliseconds of any loop here. */
export const stepItems = 128
