// What the path does by hand for speed, held against the plain way.

import { createHmac } from 'node:crypto'
import helmet from '@fastify/helmet'
import fc from 'fast-check'
import fastify from 'fastify'
import { Counter, Histogram, Registry } from 'prom-client'
import t from 'tap'
import { validate, version } from 'uuid'
import { safeHeaders, safeHeaderValues } from '../src/routes/safe-headers.ts'
import { tallyCounter, tallyHistogram } from '../src/routes/tallies.ts'
import type { Assessment } from '../src/scoring/assessment.ts'
import { digestOf, digestText } from '../src/scoring/assessment-digest.ts'
import { createManifestCounter } from '../src/scoring/manifest-counter.ts'
import { testAssessment } from '../src/scoring/test-parcels.ts'
import { compactText } from '../src/store/goods-codec.ts'
import { createKeyedNumber } from '../src/store/keyed-hash.ts'
import { newUuid } from '../src/store/new-uuid.ts'
import { normaliseName } from '../src/store/party-strings.ts'
import { putUuid, uuidBytes } from '../src/store/uuid-bytes.ts'

t.test('the headers of safety are those that helmet would set', async (t) => {
  const headersWith = async (register: (app: ReturnType<typeof fastify>) => unknown) => {
    const app = fastify()
    t.teardown(() => app.close())
    await register(app)
    app.get('/', async () => 'x')
    const { date: _, ...headers } = (await app.inject('/')).headers
    return headers
  }
  const plain = await headersWith((app) => app.register(helmet, { contentSecurityPolicy: false }))
  t.same(await headersWith((app) => app.register(safeHeaders)), plain)
  t.ok(Object.keys(safeHeaderValues).length > 10)
})

t.test('a keyed number is the head of an HMAC', async (t) => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 64 }),
      fc.array(fc.string({ unit: 'grapheme', maxLength: 3000 }), { minLength: 1, maxLength: 4 }),
      (key, texts) => {
        const number = createKeyedNumber(key)
        return texts.every(
          (text) => number(text) === createHmac('sha256', key).update(text).digest().readUInt32BE(0),
        )
      },
    ),
    { numRuns: 300 },
  )
  t.throws(() => createKeyedNumber(new Uint8Array(65)), /at most 64 bytes/)
})

t.test('ids are UUIDs of version 7, ascending whatever the clock does', async (t) => {
  const start = Date.UTC(2031, 1, 1)
  const ids: string[] = []
  for (let index = 0; index < 20_000; index++)
    ids.push(newUuid(start + (index % 7) - Math.floor(index / 100)))
  t.ok(ids.every((id) => validate(id) && version(id) === 7))
  t.same([...ids].sort(), ids)
  t.equal(new Set(ids).size, ids.length)
  const later = newUuid(start + 1000)
  t.equal(Number.parseInt(later.replace('-', '').slice(0, 12), 16), start + 1000)
})

/** The plain way to what rows keep: a slimmer copy, then JSON. */
function compact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => compact(item) ?? {})
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value)
    .map(([key, leaf]) => [key, compact(leaf)] as const)
    .filter(([, leaf]) => leaf !== null && leaf !== undefined && leaf !== false)
    .filter(([, leaf]) => !Array.isArray(leaf) || leaf.length > 0)
  return kept.length === 0 ? undefined : Object.fromEntries(kept)
}

t.test('rows keep the JSON of a copy without its empty leaves', async () => {
  const leaf = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 50 }),
    fc.constantFrom('', '"', '\\', '\u0000', '\ud800', 'é', null, undefined, true, false, [], {}),
    fc.integer(),
    fc.double({ noNaN: true }),
  )
  const keys = fc.constantFrom('itemId', 'contents', 'value', 'parties', 'a', 'b')
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ maxDepth: 5 }, leaf, tie('list'), tie('map')),
    list: fc.array(tie('tree'), { maxLength: 4 }),
    map: fc.dictionary(keys, tie('tree'), { maxKeys: 5 }),
  }))
  fc.assert(
    fc.property(fc.dictionary(keys, tree, { maxKeys: 6 }), (goods) => {
      const plain = compact(goods)
      return compactText(goods) === (plain === undefined ? '' : JSON.stringify(plain))
    }),
    { numRuns: 3000 },
  )
})

t.test('the digest of a row is the JSON of the digest', async (t) => {
  const name = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a.b', 'hs-core'))
  const random = fc.record({
    reasons: fc.array(fc.record({ rule: name })),
    forestLines: fc.array(fc.record({ feature: name, points: fc.integer() })),
  })
  const plain = testAssessment('LIVE', -30)!
  fc.assert(
    fc.property(random, (parts) => {
      const assessment = { ...plain, ...parts } as unknown as Assessment
      return digestText(assessment) === JSON.stringify(digestOf(assessment))
    }),
  )
  t.equal(digestText(plain), JSON.stringify(digestOf(plain)))
})

t.test('a UUID is written as its bytes, and nothing else is taken for one', async (t) => {
  const out = Buffer.alloc(17)
  fc.assert(
    fc.property(fc.uuid(), fc.boolean(), fc.nat(36), fc.string({ maxLength: 1 }), (id, upper, at, letter) => {
      const text = upper ? id.toUpperCase() : id
      const broken = text.slice(0, at) + letter + text.slice(at + 1)
      const agrees = (one: string) => {
        const plain = uuidBytes(one)
        return putUuid(out, 1, one) === (plain !== null) && (plain === null || out.subarray(1).equals(plain))
      }
      return agrees(text) && agrees(broken)
    }),
    { numRuns: 2000 },
  )
  t.notOk(putUuid(out, 0, ''))
})

t.test('a manifest counts texts as folded by the plain pattern', async () => {
  const word = fc.constantFrom('ivory', 'Socks', ' ', '  ', '\t', '\u00a0', '\u3000', 'É', '')
  fc.assert(
    fc.property(fc.array(fc.array(word, { maxLength: 4 }), { maxLength: 6 }), (lines) => {
      const counter = createManifestCounter()
      const seen = new Map<string, number>()
      return lines.every((words) => {
        const description = words.join('')
        const folded = description.toLowerCase().replace(/\s+/g, ' ').trim()
        const before = seen.get(folded) ?? 0
        seen.set(folded, before + 1)
        const parcel = { sender: null, addressee: null, contents: [{ description }] }
        return counter.next(parcel as never).sameText === (folded === '' ? 0 : before)
      })
    }),
    { numRuns: 1000 },
  )
})

t.test('a name is folded for linkage as by the patterns', async (t) => {
  const plain = (text: string) =>
    text
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim() || null
  const text = fc.oneof(
    fc.string({ unit: 'binary-ascii', maxLength: 60 }),
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc
      .array(fc.constantFrom('Marie', 'CURIE', '-', "'", '@', '[', '`', '{', '_', ' ', '12', 'é', 'K'), {
        maxLength: 8,
      })
      .map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(text, (name) => normaliseName(name) === plain(name)),
    { numRuns: 3000 },
  )
  t.equal(normaliseName("  O'Brien, ANNA-Lena 2 "), 'o brien anna lena 2')
})

t.test("tallies are told as prom-client's own counters and histograms would be", async () => {
  const [help, buckets] = ['of a test', [0.1, 1, 5, 60]]
  const value = fc.oneof(fc.constantFrom(0, 0.1, 1, 5, 60, 61), fc.double({ min: 0, max: 100, noNaN: true }))
  const name = fc.constantFrom('a', 'b.c', 'd')
  await fc.assert(
    fc.asyncProperty(
      fc.array(value, { maxLength: 30 }),
      fc.array(name, { maxLength: 30 }),
      async (values, keys) => {
        const [ours, plain] = [new Registry(), new Registry()]
        const observe = tallyHistogram({ registry: ours, name: 'h', help, buckets })
        const count = tallyCounter({ registry: ours, name: 'c', help, labelNames: ['key'] }, (key) => ({
          key,
        }))
        const histogram = new Histogram({ name: 'h', help, buckets, registers: [plain] })
        const counter = new Counter({ name: 'c', help, labelNames: ['key'], registers: [plain] })
        for (const one of values) {
          observe(one)
          histogram.observe(one)
        }
        for (const key of keys) {
          count(key)
          counter.inc({ key })
        }
        await ours.metrics()
        return (await ours.metrics()) === (await plain.metrics())
      },
    ),
  )
})
