// Reads one YAML file within limits and ties schema faults to line and column.

import { isAlias, isCollection, isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml'
import type { z } from 'zod'
import { decodeUtf8 } from './csv-table.ts'
import { issueSays } from './issue-wording.ts'
import type { PackProblem } from './pack-bundle.ts'
import { packLimits } from './pack-limits.ts'
import { type SaidProblem, says } from './problem-wordings.ts'

export type YamlPlace = { readonly line: number; readonly column: number }

export type YamlFile = {
  readonly file: string
  readonly value: unknown
  /** Where the value at a path stands; the nearest ancestor where it is missing. */
  readonly placeOf: (path: readonly PropertyKey[]) => YamlPlace
  /** Where the letters of a text begin, and how far its other lines are indented. */
  readonly textPlaceOf: (path: readonly PropertyKey[]) => YamlPlace & { readonly indent: number }
}

export type YamlResult = { readonly yaml: YamlFile | null; readonly problems: readonly PackProblem[] }

const start: YamlPlace = { line: 1, column: 1 }

export function readYaml(file: string, bytes: Uint8Array): YamlResult {
  const fail: Fail = (code, said, place = { line: 0, column: 0 }) => ({
    yaml: null,
    problems: [{ severity: 'error', code, file, ...place, ...said }],
  })
  if (bytes.length > packLimits.yamlFileBytes) {
    return fail(
      'FILE_TOO_LARGE',
      says('FILE_TOO_LARGE', { bytes: bytes.length, most: packLimits.yamlFileBytes }),
    )
  }
  const text = decodeUtf8(bytes)
  if (text === null) return fail('NOT_UTF8', says('NOT_UTF8'))
  // A cheap bound before parsing, an exact one after it; what slips through both ends as a caught RangeError.
  const tooDeep = () => fail('YAML_TOO_DEEP', says('YAML_TOO_DEEP', { most: packLimits.yamlDepth }))
  if (looksTooDeep(text)) return tooDeep()
  try {
    return parseChecked(file, text, fail, tooDeep)
  } catch (error) {
    if (error instanceof RangeError) return tooDeep()
    throw error
  }
}

type Fail = (code: string, said: SaidProblem, place?: YamlPlace) => YamlResult

function parseChecked(file: string, text: string, fail: Fail, tooDeep: () => YamlResult): YamlResult {
  const lines = new LineCounter()
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    schema: 'core',
    version: '1.2',
    merge: false,
    uniqueKeys: true,
    stringKeys: true,
    logLevel: 'silent',
  })
  const at = (offset: number): YamlPlace => {
    const place = lines.linePos(offset)
    return place.line === 0 ? start : { line: place.line, column: place.col }
  }
  if (document.errors.length > 0) {
    const problems = document.errors.slice(0, 20).map(
      (error): PackProblem => ({
        severity: 'error',
        code: 'YAML_SYNTAX',
        file,
        ...at(error.pos[0]),
        ...says('YAML_SYNTAX', { detail: error.message }),
      }),
    )
    return { yaml: null, problems }
  }
  let aliases = 0
  let deepest = 0
  visit(document, (_key, node, path) => {
    if (isAlias(node)) aliases++
    deepest = Math.max(deepest, path.filter(isCollection).length)
  })
  if (deepest > packLimits.yamlDepth) return tooDeep()
  if (aliases > packLimits.yamlAliases) return fail('YAML_ALIASES', says('YAML_ALIASES', { count: aliases }))
  try {
    const value: unknown = document.toJS({ maxAliasCount: packLimits.yamlAliases })
    const placeOf = (path: readonly PropertyKey[]) => placeIn(document.contents, path, at)
    const textPlaceOf = (path: readonly PropertyKey[]) =>
      textPlace(document.getIn(path, true), placeOf(path), text)
    return { yaml: { file, value, placeOf, textPlaceOf }, problems: [] }
  } catch (error) {
    const detail = error instanceof Error ? error.message : 'aliases cannot be resolved'
    return fail('YAML_ALIASES', says('YAML_ALIASES_UNRESOLVED', { detail }), start)
  }
}

/**
 * Far more brackets, dashes or indents than any pack needs; brackets in texts count too, so this bound is
 * wide.
 */
const roughDepth = 500

function looksTooDeep(text: string): boolean {
  let open = 0
  let dashes = 0
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code === 0x5b || code === 0x7b) open++
    else if (code === 0x5d || code === 0x7d) open = Math.max(0, open - 1)
    else if (code === 0x0a) dashes = 0
    else if ((code === 0x2d || code === 0x3f) && text.charCodeAt(index + 1) === 0x20) dashes++
    if (open > roughDepth || dashes > roughDepth) return true
  }
  return deepestIndent(text) > roughDepth
}

/** How many ever deeper indentations stand open at once: a stack of their widths. */
function deepestIndent(text: string): number {
  const widths: number[] = []
  let deepest = 0
  for (const match of text.matchAll(/^ *(?=[^\s#])/gm)) {
    const width = match[0].length
    while ((widths.at(-1) ?? -1) >= width) widths.pop()
    widths.push(width)
    deepest = Math.max(deepest, widths.length)
  }
  return deepest
}

function placeIn(root: unknown, path: readonly PropertyKey[], at: (offset: number) => YamlPlace): YamlPlace {
  let node: unknown = root
  let found = start
  for (let depth = 0; ; depth++) {
    if (!isNode(node)) return found
    if (node.range) found = at(node.range[0])
    const key = path[depth]
    if (key === undefined || !isCollection(node)) return found
    node = node.get(typeof key === 'symbol' ? key.description : key, true)
  }
}

/** A block begins on the line after its `|`, a quoted text after its quote. */
function textPlace(node: unknown, place: YamlPlace, source: string): YamlPlace & { readonly indent: number } {
  if (!isScalar(node) || !node.range) return { ...place, indent: 0 }
  if (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED') {
    const body = source.slice(source.indexOf('\n', node.range[0]) + 1, node.range[1])
    const indent = /^ */.exec(body)![0].length
    return { line: place.line + 1, column: indent + 1, indent }
  }
  const isQuoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE'
  return { ...place, column: place.column + (isQuoted ? 1 : 0), indent: 0 }
}

/** Schema faults of a file, each at the place it concerns. */
export function issuesAsProblems(
  yaml: YamlFile,
  issues: readonly z.core.$ZodIssue[],
  prefix: readonly PropertyKey[] = [],
): PackProblem[] {
  return issues.slice(0, packLimits.problems).map((issue) => {
    const path = [...prefix, ...issue.path]
    const shown = path.map(String).join('.')
    return {
      severity: 'error',
      code: 'BAD_VALUE',
      file: yaml.file,
      ...yaml.placeOf(path),
      ...issueSays(issue, shown || yaml.file, `${shown || 'the file'}: ${issue.message}`),
    }
  })
}
