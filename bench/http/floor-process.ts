// The floor: a bare Fastify that takes bodies and makes request ids as the service does, and has nothing else in it.

import fastify, { LogController } from 'fastify'
import { newUuid } from '../../src/store/new-uuid.ts'
import { floorRoutes, serveHarness } from './floor-routes.ts'

const app = fastify({
  logger: false,
  bodyLimit: 1024 * 1024,
  requestTimeout: 0,
  forceCloseConnections: 'idle',
  genReqId: () => newUuid(Date.now()),
  logController: new LogController({ disableRequestLogging: true }),
})
app.removeAllContentTypeParsers()
app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
  done(null, body),
)
app.addContentTypeParser('application/x-ndjson', (_request, payload, done) => done(null, payload))
floorRoutes(app)
serveHarness(await app.listen({ host: '127.0.0.1', port: 0 }), '')
