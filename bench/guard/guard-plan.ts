// How long the guard looks: enough to see 20 % every time, and short enough for CI.

/** One sitting takes about six seconds, half of it to start its three processes. */
export const comparePlan = { sittings: 5, rounds: 60 } as const
