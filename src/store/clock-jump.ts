// Whether the wall clock moved otherwise than time did: set by hand, or by a time server after a wrong start. What is old is told by the wall clock, so
// nothing is deleted by it right after a jump.

/** Below it, a clock is being corrected. */
const jumpMs = 3_600_000

export type Clocks = {
  readonly wallMs: () => number
  /** Counts up evenly, whatever the wall clock does. */
  readonly evenMs: () => number
}

/** Each call gives the jump since the one before, in milliseconds; 0 for none. */
export const createJumpWatch = ({ wallMs, evenMs }: Clocks): (() => number) => {
  let before = { wall: wallMs(), even: evenMs() }
  return () => {
    const now = { wall: wallMs(), even: evenMs() }
    const jump = now.wall - before.wall - (now.even - before.even)
    before = now
    return Math.abs(jump) < jumpMs ? 0 : jump
  }
}
