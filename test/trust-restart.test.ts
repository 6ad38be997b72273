// A restart under load: a client which follows docs/integration.md loses nothing and doubles nothing. The gap is printed.

import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { parcelOf, testFolder } from './helper.ts'
import { type Server, startOrThrow } from './process-helper.ts'

type Client = {
  readonly scoreParcel: (item: {
    readonly base: string
    readonly key: string
    readonly parcel: object
    readonly idempotencyKey: string
    readonly onRetry?: () => void
  }) => Promise<{ readonly decisionId: string } | null>
}
/** The client that integrators are given: plain JavaScript, as they would copy it. */
const clientFile = new URL('../examples/client.mjs', import.meta.url).href
const { scoreParcel } = (await import(clientFile)) as Client

const freePort = async (): Promise<string> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return String(port)
}

type Listed = { decisions: { decisionId: string; itemId: string }[]; nextCursor: string | null }

const listAll = async (server: Server): Promise<Listed['decisions']> => {
  const headers = { authorization: `Bearer ${server.key('courier')}` }
  const all: Listed['decisions'] = []
  for (let cursor: string | null = null; ; ) {
    const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const response = await fetch(`${server.url}/v1/decisions?limit=100${query}`, { headers })
    const page = (await response.json()) as Listed
    all.push(...page.decisions)
    cursor = page.nextCursor
    if (cursor === null) return all
  }
}

t.setTimeout(90_000)

for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
  t.test(`restart under load by ${signal}: nothing lost, nothing doubled`, async (t) => {
    const dataDir = testFolder(t)
    const port = await freePort()
    let server = await startOrThrow(t, dataDir, { BEAGLE_PORT: port })
    const key = server.key('courier')
    const decided = new Map<string, string>()
    const answeredAt: number[] = []
    let sending = true
    let retries = 0
    let givenUp = 0
    let sent = 0
    const client = async () => {
      while (sending) {
        sent += 1
        const itemId = `ITEM-${sent}`
        const item = {
          base: server.url,
          key,
          parcel: parcelOf(`socks ${sent}`, { itemId }),
          idempotencyKey: `${itemId}-1`,
          onRetry: () => {
            retries += 1
          },
        }
        let decision = await scoreParcel(item)
        // Given up by the client's schedule: sorted as unscored, and asked for again under the same key when the service is back.
        for (; decision === null && sending; decision = await scoreParcel(item)) givenUp += 1
        if (decision !== null) decided.set(itemId, decision.decisionId)
        answeredAt.push(performance.now())
      }
    }
    const clients = Array.from({ length: 16 }, client)
    await sleep(600)
    const stoppedAt = performance.now()
    server.child.kill(signal)
    t.equal(await server.exited, signal === 'SIGTERM' ? 0 : 'SIGKILL')
    const before = answeredAt.filter((at) => at < performance.now()).length
    server = await startOrThrow(t, dataDir, { BEAGLE_PORT: port })
    const downMs = Math.round(performance.now() - stoppedAt)
    while (answeredAt.length < before + 50) await sleep(20)
    sending = false
    await Promise.all(clients)
    const gaps = answeredAt.slice(1).map((at, i) => at - answeredAt[i]!)
    t.comment(
      `${signal}: ${decided.size} items, ${retries} tries again, ${givenUp} given up and asked for later, service away ${downMs} ms, gap without an answer ${Math.round(Math.max(...gaps))} ms, first answer ${Math.round(answeredAt[before]! - stoppedAt)} ms after the signal`,
    )
    t.ok(retries > 0, 'the restart was felt')
    const listed = await listAll(server)
    t.equal(listed.length, decided.size, 'as many decisions as items')
    const onDisk = new Map(listed.map(({ itemId, decisionId }) => [itemId, decisionId]))
    t.same(
      [...decided].filter(([itemId, id]) => onDisk.get(itemId) !== id),
      [],
      'each under the id that was answered',
    )
    server.child.kill('SIGTERM')
    t.equal(await server.exited, 0)
  })
}
