// A UUID as text and as 16 bytes.

const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export const isUuid = (text: string): boolean => shape.test(text)

/** Null where the text is no UUID. */
export const uuidBytes = (text: string): Buffer | null =>
  shape.test(text) ? Buffer.from(text.replaceAll('-', ''), 'hex') : null

export const uuidText = (bytes: Uint8Array): string => {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, 16).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
