/** What a tree is made of: items that know the folder around them. */
export interface Leaf {
  readonly id: number;
  readonly parentId: number | null;
}

/** The children of every folder, in the order in which they come; those at the top under null. */
export function childrenOf<Each extends Leaf>(
  items: readonly Each[],
): ReadonlyMap<number | null, readonly Each[]> {
  const children = new Map<number | null, Each[]>();
  for (const item of items) {
    const siblings = children.get(item.parentId);
    if (siblings) siblings.push(item);
    else children.set(item.parentId, [item]);
  }
  return children;
}

/** All items as a table of contents lists them: each before what is in it. */
export function inReadingOrder<Each extends Leaf>(items: readonly Each[]): Each[] {
  const children = childrenOf(items);
  const listed: Each[] = [];
  const list = (parent: number | null) => {
    for (const item of children.get(parent) ?? []) {
      listed.push(item);
      list(item.id);
    }
  };
  list(null);
  return listed;
}
