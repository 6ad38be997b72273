// A file from a form, read by the platform's own reader of multipart bodies. Fields become texts, the file its bytes; nothing is written anywhere.

import type { FastifyInstance, FastifyRequest } from 'fastify'
import { refusal } from '../../routes/refusal.ts'

const uploadedFile = Symbol('file')
type UploadBody = Record<string, unknown> & { [uploadedFile]?: Uint8Array }

/** Boundaries and fields beside the file itself. */
const overheadBytes = 64 * 1024

export function readUploads(scope: FastifyInstance, fileBytesMax: number): void {
  scope.addContentTypeParser(
    'multipart/form-data',
    { parseAs: 'buffer', bodyLimit: fileBytesMax + overheadBytes },
    async (request: FastifyRequest, body: Buffer): Promise<UploadBody> => {
      const form = await new Response(new Uint8Array(body), {
        headers: { 'content-type': request.headers['content-type'] ?? '' },
      })
        .formData()
        .catch(() => {
          throw refusal('INVALID_REQUEST', 'FORM_UNREADABLE')
        })
      const read: UploadBody = {}
      for (const [name, value] of form) {
        if (typeof value === 'string') read[name] = value
        else read[uploadedFile] = new Uint8Array(await value.arrayBuffer())
      }
      return read
    },
  )
}

/** Throws INVALID_REQUEST where the form had none. */
export function uploadOf(request: FastifyRequest): Uint8Array {
  const bytes = ((request.body ?? {}) as UploadBody)[uploadedFile]
  if (bytes === undefined || bytes.length === 0) throw refusal('INVALID_REQUEST', 'NO_FILE')
  return bytes
}
