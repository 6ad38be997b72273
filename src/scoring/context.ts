// What an assessment may know besides the parcel itself. There is no clock, no store and no randomness behind it.

export type ManifestCounts = {
  readonly lines: number
  readonly sameSender: number
  readonly sameAddressee: number
  readonly sameText: number
  readonly sameTextAndAddressee: number
  readonly sameTextAndSender: number
}

export const noManifest: ManifestCounts = {
  lines: 0,
  sameSender: 0,
  sameAddressee: 0,
  sameText: 0,
  sameTextAndAddressee: 0,
  sameTextAndSender: 0,
}

export type AssessContext = {
  /** Posting or receiving time, RFC 3339 in UTC: the only "now" there is. */
  readonly asOf: string
  /** Random selection number in [0, 1); null means no random pick (command line, test keys, backtest). */
  readonly draw: number | null
  /** Bounded counters over the earlier lines of the same manifest. */
  readonly manifest: ManifestCounts
}
