// Drafts of packs: upload, list, look, lint, cases, difference, and one parcel tried. All that takes long happens on the pack thread.

import type { FastifyInstance } from 'fastify'
import { AppError, problemSchema } from '../errors.ts'
import type { PackLife } from '../jobs/pack-life.ts'
import type { ReadPack } from '../jobs/pack-tasks.ts'
import { readParcel } from '../parcel/read-parcel.ts'
import type { PackProblem } from '../rules/pack-bundle.ts'
import { noManifest } from '../scoring/context.ts'
import { prepareGoods } from '../scoring/prepare-goods.ts'
import type { Principal } from '../store/decision-record.ts'
import { type Engines, engineRefOf } from '../store/engines.ts'
import { packContext, packGoods } from '../store/goods-codec.ts'
import type { Store } from '../store/store.ts'
import { languageOf } from './answer.ts'
import { principalOf } from './authenticate.ts'
import { bodyBytes, lenientBody } from './lenient-body.ts'
import { allowNoBody, byOf, packFault, shelvedBundle } from './pack-answers.ts'
import { refusal } from './refusal.ts'
import {
  caseReportSchema,
  diffQuerySchema,
  type PackParams,
  packDiffSchema,
  packListSchema,
  packParamsSchema,
  packReportSchema,
  packUploadSchema,
  sampledLintSchema,
  triedParcelSchema,
  uploadedPackSchema,
} from './schemas/pack-schema.ts'
import { parcelSchema } from './schemas/parcel-schema.ts'
import { parseJson } from './score.ts'
import { sendJson } from './send-json.ts'

export type PacksDeps = {
  readonly store: Store
  readonly engines: Engines
  readonly packs: PackLife
  readonly nowMs: () => number
}

const tags = ['packs']
const problems = { '4xx': problemSchema, '5xx': problemSchema }
export const uploadBytesMax = 8 * 1024 * 1024

/** Within this scope bodies stay bytes: the pack thread or our own reader reads them. */
export async function packBodyRoutes(app: FastifyInstance, deps: PacksDeps): Promise<void> {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  )
  addUpload(app, deps)
  addTry(app, deps)
}

type ShelfDeps = Pick<PacksDeps, 'store' | 'engines' | 'packs'>

/** Throws INVALID_PACK with every fault where it cannot be read. */
export async function uploadPack(
  { store, engines, packs }: ShelfDeps,
  body: Uint8Array,
  principal: Principal,
) {
  const read = await packs.worker.ask('read', { body, live: engineRefOf(engines.live()) }).catch(packFault)
  if (!read.ok) throw invalidPack(read.problems)
  return { ...read.report, added: await shelvePack(store, read, principal) }
}

/** Puts a pack that the pack thread has read on the shelf; false where it is there already. */
export function shelvePack(
  store: Store,
  { report, json }: Extract<ReadPack, { ok: true }>,
  principal: Principal,
): Promise<boolean> {
  const { sha256, id: name, version } = report
  return store.bundles.put({ sha256, kind: 'pack', name, version, bytes: Buffer.from(json) }, byOf(principal))
}

function addUpload(app: FastifyInstance, deps: PacksDeps): void {
  app.post(
    '/v1/packs',
    {
      ...lenientBody,
      bodyLimit: uploadBytesMax,
      schema: {
        operationId: 'uploadPack',
        summary: 'Upload a pack as a draft',
        description:
          'Answers with everything that is wrong or doubtful in it. A pack that cannot be read is refused with all its errors; one with errors of lint is kept as a draft and cannot be activated.',
        tags,
        body: packUploadSchema,
        response: { 201: uploadedPackSchema, 200: uploadedPackSchema, ...problems },
      },
    },
    async (request, reply) => {
      const uploaded = await uploadPack(deps, bodyBytes(request), principalOf(request))
      return sendJson(reply.code(uploaded.added ? 201 : 200), uploaded)
    },
  )
}

/** A parcel for the pack thread, as it would be scored now; throws INVALID_PARCEL. */
export function parcelToTry(json: unknown, { engines, nowMs }: Pick<PacksDeps, 'engines' | 'nowMs'>) {
  const reading = readParcel(json, { mayVerify: true })
  if (!reading.ok)
    throw new AppError('INVALID_PARCEL', reading.errors[0]!.message, { errors: reading.errors })
  const { parcel, warnings: readingWarnings } = reading
  const asOf = parcel.postedAt ?? `${new Date(nowMs()).toISOString().slice(0, 19)}Z`
  const { clientRef } = parcel
  const context = { asOf, draw: null, manifest: noManifest, clientRef, scoredInMicros: 0, readingWarnings }
  return {
    goods: packGoods(prepareGoods(parcel, engines.live().reader)),
    context: packContext(context),
  }
}

function addTry(app: FastifyInstance, deps: PacksDeps): void {
  const { engines, packs } = deps
  app.post<{ Params: PackParams }>(
    '/v1/packs/:sha256/try',
    {
      ...lenientBody,
      schema: {
        operationId: 'tryPack',
        summary: 'Score one parcel with the live pack and with this one',
        tags,
        params: packParamsSchema,
        body: parcelSchema,
        response: { 200: triedParcelSchema, ...problems },
      },
    },
    async (request, reply) => {
      const parcel = parcelToTry(parseJson(request.body as Buffer), deps)
      const tried = await packs.worker
        .ask('try', {
          sha256: request.params.sha256,
          live: engineRefOf(engines.live()),
          ...parcel,
          language: languageOf(request),
        })
        .catch(packFault)
      return sendJson(reply, tried)
    },
  )
}

export async function packRoutes(app: FastifyInstance, deps: PacksDeps): Promise<void> {
  allowNoBody(app)
  addShelf(app, deps)
  addChecks(app, deps)
}

function addShelf(app: FastifyInstance, { store, engines, packs }: PacksDeps): void {
  app.get(
    '/v1/packs',
    {
      schema: {
        operationId: 'listPacks',
        summary: 'Packs on the shelf, newest first, and which of them answer',
        tags,
        response: { 200: packListSchema, ...problems },
      },
    },
    async (_request, reply) => sendJson(reply, listPacks(store, packs)),
  )

  app.get<{ Params: PackParams }>(
    '/v1/packs/:sha256',
    {
      schema: {
        operationId: 'getPack',
        summary: 'One pack: who answers for it, its size, its problems',
        tags,
        params: packParamsSchema,
        response: { 200: packReportSchema, ...problems },
      },
    },
    async (request, reply) => {
      const asked = { sha256: request.params.sha256, live: engineRefOf(engines.live()) }
      return sendJson(reply, await packs.worker.ask('report', asked).catch(packFault))
    },
  )
}

function addChecks(app: FastifyInstance, { engines, packs }: PacksDeps): void {
  const liveRef = () => engineRefOf(engines.live())

  app.post<{ Params: PackParams }>(
    '/v1/packs/:sha256/lint',
    {
      schema: {
        operationId: 'lintPack',
        summary: 'What is wrong or doubtful in a pack today, and how often its changes hit',
        description:
          'Rules are tried on the goods catalogue, on live parcels of the last seven days (the newest 20,000) and on the cases of the pack. Each rule, term and taxon that is new or changed against the live pack comes with a plain sentence, hits per 10,000 and ten samples.',
        tags,
        params: packParamsSchema,
        response: { 200: sampledLintSchema, ...problems },
      },
    },
    async (request, reply) => {
      const { sha256 } = request.params
      return sendJson(reply, await packs.worker.ask('lint', { sha256, live: liveRef() }).catch(packFault))
    },
  )

  app.post<{ Params: PackParams }>(
    '/v1/packs/:sha256/test',
    {
      schema: {
        operationId: 'testPack',
        summary: 'Run all cases of a pack through the whole scorer',
        tags,
        params: packParamsSchema,
        response: { 200: caseReportSchema, ...problems },
      },
    },
    async (request, reply) => {
      const { sha256 } = request.params
      return sendJson(reply, await packs.worker.ask('cases', { sha256, live: liveRef() }).catch(packFault))
    },
  )

  app.get<{ Params: PackParams; Querystring: { against: string } }>(
    '/v1/packs/:sha256/diff',
    {
      schema: {
        operationId: 'diffPack',
        summary: 'What a pack changes: rules, terms, policy',
        tags,
        params: packParamsSchema,
        querystring: diffQuerySchema,
        response: { 200: packDiffSchema, ...problems },
      },
    },
    async (request, reply) => {
      const against = request.query.against === 'live' ? null : request.query.against
      const asked = { sha256: request.params.sha256, against, live: liveRef() }
      const { diff, text } = await packs.worker.ask('diff', asked).catch(packFault)
      return sendJson(reply, { ...diff, text })
    },
  )
}

export function listPacks(store: Store, packs: PackLife) {
  const slots = { customs: store.bundles.pointers('customs'), carrier: store.bundles.pointers('carrier') }
  const answered = store.bundles.answered()
  return {
    packs: store.bundles.list('pack').map((bundle) => ({
      ...shelvedBundle(bundle, [slots.customs, slots.carrier], answered),
      version: bundle.version,
    })),
    slots,
    watching: packs.switch.watching('customs'),
  }
}

const shownProblemsMax = 100

/** Every error at once, each with its place in the pack. */
function invalidPack(problems: readonly PackProblem[]): AppError {
  const errors = problems
    .slice(0, shownProblemsMax)
    .map(({ file, line, column, code, message, hint, wording }) => ({
      pointer: line === 0 ? file : `${file}:${line}:${column}`,
      code,
      message: hint === undefined ? message : `${message} (${hint})`,
      ...(wording === undefined ? {} : { wording }),
    }))
  return refusal('INVALID_PACK', 'PACK_PROBLEMS', { count: problems.length }, { errors })
}
