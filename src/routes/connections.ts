// Ends connections when the service stops. Node leaves those open that have sent no request yet, or whose request never ends; each would
// hold the process until it is killed.

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { setImmediate as nextRound, setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

export type ConnectionsOptions = {
  /** Before the door is closed: requests that were sent by now arrive within that. */
  readonly drainMs: number
  /** So long a connection with nothing to answer may still bring a request that is on its way. */
  readonly lingerMs: number
  /** After so long even those are ended that do not read their answer. */
  readonly patienceMs: number
}

type Held = { answering: number; ended: boolean }

/** Who keeps coming does not keep the door open. */
const lastRoundsMax = 10

/**
 * Node runs timers before it looks at its sockets. A process that a busy machine let wait for as long as a timer has not seen
 * what came meanwhile: two rounds of the loop, and it has.
 */
async function socketsRead(): Promise<void> {
  await nextRound()
  await nextRound()
}

export const connections = fp(
  async (app: FastifyInstance, { drainMs, lingerMs, patienceMs }: ConnectionsOptions) => {
    const held = new Map<Socket, Held>()

    /** Connections and requests so far. */
    let come = 0
    app.server.on('connection', (socket: Socket) => {
      come += 1
      held.set(socket, { answering: 0, ended: false })
      socket.once('close', () => held.delete(socket))
    })
    app.server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
      const one = held.get(socket)
      if (one === undefined) return
      come += 1
      one.answering += 1
      let isOver = false
      const over = () => {
        if (!isOver) one.answering -= 1
        isOver = true
      }
      response.once('finish', over).once('close', over)
    })

    const sweep = (isLate: boolean): void => {
      for (const [socket, one] of held) {
        if (one.answering > 0 && !isLate) continue
        // Ended before it is torn down, so that the last words of an answer arrive.
        if (one.ended || isLate) socket.destroy()
        else socket.end()
        one.ended = true
      }
    }

    app.addHook('preClose', async () => {
      const started = performance.now()
      const timer = setInterval(async () => {
        await socketsRead()
        sweep(performance.now() - started > patienceMs)
        if (held.size === 0) clearInterval(timer)
      }, lingerMs)
      timer.unref()
      // Requests that are on their way over open connections are still taken and answered; a connection is told to close with its answer.
      await sleep(drainMs)
      for (let round = 0, before = -1; before !== come && round < lastRoundsMax; round++) {
        before = come
        await socketsRead()
      }
    })
  },
  { name: 'connections' },
)
