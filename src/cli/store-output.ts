// How the commands on the data folder speak: results on stdout, faults in one sentence on stderr, progress only on a terminal.

import { once } from 'node:events'
import { StoreError } from '../store/store-error.ts'

export type CommandOutput = {
  readonly stdout: NodeJS.WritableStream
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean }
}

/** Waits where the reader is slower. */
export const writeLine = async (out: NodeJS.WritableStream, line: string): Promise<void> => {
  if (!out.write(`${line}\n`)) await once(out, 'drain')
}

/** A line that overwrites itself, at most ten times a second; silent where nobody looks. */
export const createProgress = (output: CommandOutput) => {
  let shownAt = 0
  return {
    show: (text: string): void => {
      if (!output.stderr.isTTY || Date.now() - shownAt < 100) return
      shownAt = Date.now()
      output.stderr.write(`\r\u001b[K${text}`)
    },
    done: (): void => {
      if (output.stderr.isTTY && shownAt > 0) output.stderr.write('\r\u001b[K')
    },
  }
}

/** Runs a command; 0 when it worked, 1 with the sentence of a StoreError when it did not. Other faults are ours and pass through. */
export const runCommand = async (output: CommandOutput, work: () => Promise<number>): Promise<number> => {
  try {
    return await work()
  } catch (fault) {
    if (!(fault instanceof StoreError)) throw fault
    output.stderr.write(`${fault.message}\n`)
    return 1
  }
}
