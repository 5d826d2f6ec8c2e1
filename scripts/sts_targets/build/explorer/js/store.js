// The tables of the release as objects, looked up by key or by any column.

export class Store {
  #tables = new Map();
  #indexes = new Map();

  constructor(tables) {
    for (const [name, { columns, rows }] of Object.entries(tables)) {
      this.#tables.set(
        name,
        rows.map((row) => toObject(columns, row)),
      );
    }
  }

  /** All rows of a table. */
  rows(table) {
    return this.#tables.get(table) ?? [];
  }

  /** The rows of a table with that value in a column. */
  where(table, column, value) {
    return this.#index(table, column).get(value) ?? [];
  }

  /** The row of a table with that key (the first column), or undefined. */
  row(table, key) {
    const [first] = this.rows(table);
    return first && this.where(table, Object.keys(first)[0], key)[0];
  }

  #index(table, column) {
    const name = `${table}.${column}`;
    if (!this.#indexes.has(name))
      this.#indexes.set(
        name,
        groupBy(this.rows(table), (row) => row[column]),
      );
    return this.#indexes.get(name);
  }
}

/** Return a Map from key to the items that have it. */
export function groupBy(items, keyOf) {
  const groups = new Map();
  for (const item of items) {
    const key = keyOf(item);
    if (groups.has(key)) groups.get(key).push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** Return the different values that rows have in a column, in the order in which they come. */
export function distinct(rows, column) {
  return [...new Set(rows.map((row) => row[column]))];
}

function toObject(columns, row) {
  const made = {};
  for (let place = 0; place < columns.length; place++) made[columns[place]] = row[place];
  return made;
}
