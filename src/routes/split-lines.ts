// Splits a byte stream into lines, a batch for each chunk. A line over the bound comes as null and its bytes are let go at once.

const lineFeed = 10

/** Yields arrays of lines without their ends; null stands for a line of more than `bytesMax` bytes. */
export async function* splitLines(
  source: AsyncIterable<Uint8Array>,
  bytesMax: number,
): AsyncGenerator<readonly (string | null)[]> {
  let parts: Uint8Array[] = []
  let held = 0
  let tooLong = false
  const take = (end: Uint8Array): string | null => {
    const line =
      tooLong || held + end.length > bytesMax
        ? null
        : Buffer.concat([...parts, end])
            .toString('utf8')
            .trim()
    parts = []
    held = 0
    tooLong = false
    return line
  }
  for await (const chunk of source) {
    const lines: (string | null)[] = []
    let start = 0
    for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, start)) {
      lines.push(take(chunk.subarray(start, end)))
      start = end + 1
    }
    const rest = chunk.subarray(start)
    held += rest.length
    if (held > bytesMax) {
      tooLong = true
      parts = []
    } else if (rest.length > 0) {
      parts.push(rest)
    }
    if (lines.length > 0) yield lines
  }
  if (held > 0 || tooLong) yield [take(new Uint8Array(0))]
}
