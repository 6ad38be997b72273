// Keys over HTTP: an admin makes, lists, rotates and ends them while the service runs, and sets what a client's answers carry.

import t from 'tap'
import { z } from 'zod'
import { createdKeySchema, keyListSchema, revokedSchema } from '../src/routes/schemas/key-schema.ts'
import { clientSettingsSchema } from '../src/store/api-keys.ts'
import { call, carrierSchema, parcelOf } from './helper.ts'
import { startSmallService } from './packs-helper.ts'

const service = await startSmallService(t)
const { app } = service
const admin = await service.token('operator', 'admin')
const socks = parcelOf('cotton socks')

const score = (key: string) => call(app, 'POST', '/v1/score', { key, body: socks }, carrierSchema)

t.test('a key is made, works, is listed without its token, and ends at once', async (t) => {
  const body = { clientId: 'post-be', role: 'courier', mode: 'live', label: 'sorter 1' }
  const made = await call(app, 'POST', '/v1/keys', { key: admin, body }, createdKeySchema)
  t.equal(made.status, 201)
  const { token, key } = made.body!
  t.equal((await score(token)).status, 200)
  const list = await call(app, 'GET', '/v1/keys', { key: admin }, keyListSchema)
  t.ok(list.body!.keys.some(({ id }) => id === key.id))
  t.notOk(JSON.stringify(list.body).includes(token))
  const used = list.body!.keys.find(({ id }) => id === key.id)!
  t.ok(Math.abs(Date.now() - used.lastUsedAt!) < 60_000, 'last use is told')
  const url = `/v1/keys/${key.id}/revoke`
  t.same((await call(app, 'POST', url, { key: admin, body: {} }, revokedSchema)).body, { revoked: true })
  t.equal((await score(token)).status, 401)
  t.same((await call(app, 'POST', url, { key: admin, body: {} }, revokedSchema)).body, { revoked: false })
})

t.test('rotation keeps the client, and the old key as long as was said', async (t) => {
  const body = { clientId: 'post-nl', role: 'courier', mode: 'live' }
  const made = await call(app, 'POST', '/v1/keys', { key: admin, body }, createdKeySchema)
  const rotate = (id: string, overlapMs: number) =>
    call(app, 'POST', `/v1/keys/${id}/rotate`, { key: admin, body: { overlapMs } }, createdKeySchema)
  const second = await rotate(made.body!.key.id, 60_000)
  t.equal(second.body!.key.clientId, 'post-nl')
  t.equal((await score(made.body!.token)).status, 200, 'both work during the overlap')
  const third = await rotate(second.body!.key.id, 0)
  t.equal((await score(second.body!.token)).status, 401, 'without an overlap the old one ends')
  t.equal((await score(third.body!.token)).status, 200)
})

t.test("a client's sort codes and rate are set and read back", async (t) => {
  const url = '/v1/clients/post-de/settings'
  const settings = { sortCode: { release: '001', unscored: '099' }, parcelsPerMinute: 1000 }
  const set = await call(app, 'PUT', url, { key: admin, body: settings }, clientSettingsSchema)
  t.same(set.body, settings)
  t.same((await call(app, 'GET', url, { key: admin }, clientSettingsSchema)).body, settings)
  const key = await service.token('post-de', 'courier')
  t.equal((await score(key)).body!.sortCode, '001')
})

t.test('bad input is refused with its place', async (t) => {
  const cases: [string, object][] = [
    ['no such role', { clientId: 'x', role: 'king', mode: 'live' }],
    ['a client id that is none', { clientId: 'a b', role: 'courier', mode: 'live' }],
    ['an expiry that is no time', { clientId: 'x', role: 'courier', mode: 'live', expiresAt: 'soon' }],
  ]
  for (const [name, body] of cases) {
    const answer = await call(app, 'POST', '/v1/keys', { key: admin, body }, z.never())
    t.match(answer, { status: 400, problem: { code: 'INVALID_REQUEST' } }, name)
    t.ok(answer.problem!.errors.length > 0)
  }
  const unknown = await call(app, 'POST', '/v1/keys/nobody/revoke', { key: admin, body: {} }, z.never())
  t.equal(unknown.status, 404)
})
