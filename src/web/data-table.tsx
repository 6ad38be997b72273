// A table: its name, its headings, and room to scroll sideways. On a narrow page each row becomes a block, whose cells say their column by
// `data-label`. Rows are lists of cells, or what the caller made of them.

import { type Child, type Html, h } from './html.ts'

export type Column = {
  /** Empty above the names of rows, where nothing is to be said. */
  readonly text: string
  /** Figures stand to the right, below each other. */
  readonly isNumber?: boolean
  /** Said to whoever hears the page; seen in the cells anyway. */
  readonly isUnseen?: boolean
}

type Cells = readonly Child[]

export type DataTableProps = {
  /** What it is of, said to whoever hears the page; a heading above it is seen. */
  readonly caption: string
  readonly columns: readonly (string | Column)[]
  readonly class?: string
  /** The first cell of each names it. */
  readonly rows?: readonly Cells[]
  /** A row of all together, above the others. */
  readonly whole?: Cells
  /** Rows in `<tr>`, where a cell is more than its text. */
  readonly children?: Child
}

export function DataTable({ caption, rows = [], whole, children, ...props }: DataTableProps): Html {
  const columns = props.columns.map((column) => (typeof column === 'string' ? { text: column } : column))
  return (
    <div class="table">
      <table class={props.class === undefined ? 'stack' : `stack ${props.class}`}>
        <caption class="unseen">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <Heading {...column} />
            ))}
          </tr>
        </thead>
        {whole !== undefined && (
          <tbody class="whole">
            <Row columns={columns} cells={whole} />
          </tbody>
        )}
        <tbody>
          {rows.map((cells) => (
            <Row columns={columns} cells={cells} />
          ))}
          {children}
        </tbody>
      </table>
    </div>
  )
}

function Heading({ text, isNumber = false, isUnseen = false }: Column): Html {
  if (text === '') return <td />
  return (
    <th scope="col" class={isNumber ? 'number' : undefined}>
      {isUnseen ? <span class="unseen">{text}</span> : text}
    </th>
  )
}

function Row({ columns, cells }: { readonly columns: readonly Column[]; readonly cells: Cells }): Html {
  return (
    <tr>
      {cells.map((cell, index) =>
        index === 0 ? (
          <th scope="row" class="named">
            {cell}
          </th>
        ) : (
          <td class={columns[index]?.isNumber ? 'number' : undefined} data-label={columns[index]?.text}>
            {cell}
          </td>
        ),
      )}
    </tr>
  )
}
