// How long the guard looks: enough to see 20 % every time, and short enough for CI.

/** One sitting takes some five seconds, half of them to start its three processes. */
export const comparePlan = { sittings: 6, rounds: 45, tryMs: 32_000 } as const
