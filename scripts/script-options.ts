// The options of a script that npm runs: --help prints the script's opening comment, which begins with how to call it.

import { readFileSync } from 'node:fs'
import { type ParseArgsConfig, parseArgs } from 'node:util'

/** `script` is the caller's import.meta.filename. Ends the process after the help, and with 2 and one sentence at an option that is not there. */
export function scriptOptions<T extends ParseArgsConfig>(
  script: string,
  config: T,
): ReturnType<typeof parseArgs<T>> {
  if (process.argv.slice(2).includes('--help')) {
    process.stdout.write(openingComment(readFileSync(script, 'utf8')))
    process.exit(0)
  }
  try {
    return parseArgs<T>(config)
  } catch (fault) {
    return refuse(`${(fault as Error).message.split('. ')[0]}. --help names the options.`)
  }
}

/** The whole number from 1 up that an option holds. Ends the process with 2 and one sentence at anything else. */
export function countOption(name: string, text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  return refuse(`--${name} is a whole number from 1 up, not ${JSON.stringify(text)}.`)
}

/** The seconds or minutes that an option holds, with a fraction or without; else as `countOption`. */
export function timeOption(name: string, text: string): number {
  if (/^\d{1,8}(\.\d+)?$/.test(text) && Number(text) > 0) return Number(text)
  return refuse(`--${name} is a number above 0, not ${JSON.stringify(text)}.`)
}

function refuse(sentence: string): never {
  process.stderr.write(`${sentence}\n`)
  process.exit(2)
}

function openingComment(text: string): string {
  const lines = text.split('\n')
  const end = lines.findIndex((line) => !line.startsWith('//'))
  return lines
    .slice(0, end)
    .map((line) => `${line.replace(/^\/\/ ?/, '')}\n`)
    .join('')
}
