// Entry of the writer thread: takes batches and commands off the port in order and answers each. All it does is in store/decision-writer.ts.

import { parentPort, workerData } from 'node:worker_threads'
import { type DecisionWriter, openDecisionWriter, type WriterOptions } from '../store/decision-writer.ts'
import { toStoreError, type WireError } from '../store/store-error.ts'
import type { WriterReply, WriterRequest } from '../store/writer-client.ts'

const port = parentPort!
const reply = (message: WriterReply): void => port.postMessage(message)

const wire = (fault: unknown): WireError => {
  const { code, message } = toStoreError(fault)
  return { code, message }
}

const serve = (writer: DecisionWriter): void => {
  port.on('message', (request: WriterRequest) => {
    if (request.kind === 'batch') {
      const { buffer, byteOffset, byteLength } = request.bytes
      try {
        reply({ kind: 'committed', reply: writer.commit(Buffer.from(buffer, byteOffset, byteLength)) })
      } catch (fault) {
        reply({ kind: 'refused', error: wire(fault) })
      }
    } else if (request.kind === 'command') {
      try {
        reply({ kind: 'done', id: request.id, value: writer.run(request.command, request.atMs) })
      } catch (fault) {
        reply({ kind: 'not_done', id: request.id, error: wire(fault) })
      }
    } else {
      writer.close()
      port.close()
    }
  })
  reply({ kind: 'ready', report: writer.report })
}

try {
  serve(openDecisionWriter(workerData as WriterOptions))
} catch (fault) {
  reply({ kind: 'failed', error: wire(fault) })
  port.close()
}
