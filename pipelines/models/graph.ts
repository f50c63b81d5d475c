/** Nodes in an order in which each one comes after everything it depends on; ties sorted by name. */
export function orderNodes(edges: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const ordered: string[] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const enter = (node: string): void => {
    if (done.has(node)) return;
    if (path.includes(node)) {
      throw new CycleError([...path.slice(path.indexOf(node)), node]);
    }
    path.push(node);
    for (const dependency of [...(edges.get(node) ?? [])].sort()) enter(dependency);
    path.pop();
    done.add(node);
    ordered.push(node);
  };
  for (const node of [...edges.keys()].sort()) enter(node);
  return ordered;
}

/** A circle among the nodes; `circle` names it in order, its first node again at the end. */
export class CycleError extends Error {
  readonly circle: readonly string[];

  constructor(circle: readonly string[]) {
    super(`these depend on each other: ${circle.join(' → ')}`);
    this.name = 'CycleError';
    this.circle = circle;
  }
}
