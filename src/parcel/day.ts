// Days and hours of UTC: how long they are, a day's number since 1970, how it is written. Windows, purges, listings and training rows count in these.

export const hourMs = 3_600_000

export const dayMs = 86_400_000

export function dayNumber(ms: number): number {
  return Math.floor(ms / dayMs)
}

/** YYYY-MM-DD */
export function dayText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}
