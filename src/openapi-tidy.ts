// What the generator leaves to be done: every named schema comes twice, answers are closed, and only JSON bodies are described.

type Loose = { [key: string]: unknown }

const prefix = '#/components/schemas/'

/** Works on the generated document in place, and returns it. */
export function tidyDocument<T extends object>(document: T): T {
  const loose = document as Loose
  openObjects(loose)
  describeStreams(loose)
  const schemas = (loose.components as Loose).schemas as Loose
  dropUnused(loose, schemas)
  shortenNames(loose, schemas)
  return document
}

/** v1 only grows: clients accept unknown fields, and so do our requests (with a warning). */
function openObjects(node: unknown): void {
  if (Array.isArray(node)) for (const item of node) openObjects(item)
  if (typeof node !== 'object' || node === null) return
  const object = node as Loose
  if (object.additionalProperties === false) delete object.additionalProperties
  for (const value of Object.values(object)) openObjects(value)
}

/** A manifest may come and go as NDJSON; errors are problem+json. */
function describeStreams(document: Loose): void {
  for (const path of Object.values(document.paths as Loose)) {
    for (const operation of Object.values(path as Loose) as Loose[]) {
      for (const [status, response] of Object.entries((operation.responses ?? {}) as Loose)) {
        renameProblems(status, response as Loose)
      }
      if (operation.operationId === 'scoreManifest') addNdjson(operation)
      if (operation.operationId === 'metrics') plainText(operation)
    }
  }
}

function renameProblems(status: string, response: Loose): void {
  const content = response.content as Loose | undefined
  if (content === undefined || !/^[45]/.test(status)) return
  const json = content['application/json'] as Loose | undefined
  if (json === undefined || !JSON.stringify(json).includes('Problem')) return
  response.content = { 'application/problem+json': json }
}

function addNdjson(operation: Loose): void {
  const request = (operation.requestBody as Loose).content as Loose
  request['application/x-ndjson'] = { schema: { type: 'string', description: 'One Parcel a line' } }
  const answer = ((operation.responses as Loose)['200'] as Loose).content as Loose
  answer['application/x-ndjson'] = {
    schema: {
      type: 'string',
      description: 'A DecisionLine or ErrorLine for each line, a SummaryLine last',
      contentMediaType: 'application/x-ndjson',
      // What a line is: else the summary, which no JSON answer has, would be a name without a schema.
      contentSchema: {
        oneOf: ['DecisionLine', 'ErrorLine', 'SummaryLine'].map((name) => ({ $ref: prefix + name })),
      },
    },
  }
}

function plainText(operation: Loose): void {
  const response = (operation.responses as Loose)['200'] as Loose
  response.content = { 'text/plain': { schema: { type: 'string' } } }
}

function dropUnused(document: Loose, schemas: Loose): void {
  for (let dropped = true; dropped; ) {
    const text = JSON.stringify(document)
    dropped = false
    for (const name of Object.keys(schemas)) {
      if (text.includes(`"${prefix}${name}"`)) continue
      delete schemas[name]
      dropped = true
    }
  }
}

/** `ParcelInput` becomes `Parcel` where no other `Parcel` is left. */
function shortenNames(document: Loose, schemas: Loose): void {
  const names = new Map<string, string>()
  for (const name of Object.keys(schemas)) {
    const short = name.replace(/Input$/, '')
    if (short !== name && schemas[short] === undefined) names.set(name, short)
  }
  for (const [name, short] of names) {
    schemas[short] = schemas[name]
    delete schemas[name]
  }
  renameReferences(document, names)
}

function renameReferences(node: unknown, names: ReadonlyMap<string, string>): void {
  if (typeof node !== 'object' || node === null) return
  const object = node as Loose
  if (typeof object.$ref === 'string' && object.$ref.startsWith(prefix)) {
    const short = names.get(object.$ref.slice(prefix.length))
    if (short !== undefined) object.$ref = prefix + short
  }
  for (const value of Object.values(object)) renameReferences(value, names)
}
