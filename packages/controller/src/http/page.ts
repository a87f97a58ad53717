import { cutPage, type Page, readCursor } from '@paddock/store'

/** Where the asked page begins: behind this id. @throws Problem `invalid-input` */
export const startOfPage = readCursor

/** A page as the API answers it, from a list that was fetched with one more than `limit`. */
export function pageOf<Item>(items: Item[], limit: number, id: (item: Item) => string) {
  const page = cutPage(items, limit, id)
  return { items: page.rows, nextCursor: page.nextCursor }
}

/** A page of the store as the API answers it. */
export const viewPage = <Row, View>(page: Page<Row>, view: (row: Row) => View) => ({
  items: page.rows.map(view),
  nextCursor: page.nextCursor,
})
