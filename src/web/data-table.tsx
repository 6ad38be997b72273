// The frame of a table of rows: its headings, and room to scroll sideways where the page is too narrow. The rows are the caller's.

import { type Child, type Html, h } from './html.ts'

export type Column = {
  readonly text: string
  /** Figures stand to the right, below each other. */
  readonly isNumber?: boolean
  /** Said to whoever hears the page; seen in the cells anyway. */
  readonly isUnseen?: boolean
}

export type DataTableProps = {
  readonly columns: readonly (string | Column)[]
  /** `stack`: on a narrow page each row becomes a block; its cells say their column by `data-label`. */
  readonly class?: string
  readonly children?: Child
}

export function DataTable({ columns, class: className, children }: DataTableProps): Html {
  const all = columns.map((column) => (typeof column === 'string' ? { text: column } : column))
  return (
    <div class="table">
      <table class={className}>
        <thead>
          <tr>
            {all.map(({ text, isNumber = false, isUnseen = false }) => (
              <th scope="col" class={isNumber ? 'number' : undefined}>
                {isUnseen ? <span class="unseen">{text}</span> : text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}
