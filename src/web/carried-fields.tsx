// A form that waits in hidden fields of a page. What it is of, and when it goes on, is not known here.

import { bounds } from '../parcel/bounds.ts'
import { Fragment, type Html, h, nothing } from './html.ts'

export type CarriedForm = {
  readonly path: string
  readonly fields: readonly [name: string, value: string][]
}

/** As long as the longest parcel line; longer forms are not carried. */
export const carriedBytesMax = bounds.lineBytes

export function CarriedFields({ carried }: { readonly carried: CarriedForm | null }): Html {
  if (carried === null) return nothing
  const body = new URLSearchParams([...carried.fields]).toString()
  if (body.length > carriedBytesMax) return nothing
  return (
    <>
      <input type="hidden" name="carriedTo" value={carried.path} />
      <input type="hidden" name="carried" value={body} />
    </>
  )
}
