// Where the page wants each explorer to stand, and at which step it stands. The page's wish comes apart from the numbers
// of the window: a step costs a few bytes, and the numbers stay where they are.

const wanted = new Map(); // explorer's key → { layer, unit, step, turn }
const explorers = new Map(); // explorer's key → { hear, go }
const companions = new Map(); // explorer's key → functions
const ahead = new Map(); // explorer's key → the step that it has come to and the page has not said yet

export function decide(key, at) {
  wanted.set(key, at);
  explorers.get(key)?.hear(at);
}

// What was decided for an explorer, undefined before anything was.
export function decided(key) {
  return wanted.get(key);
}

// An explorer is on the page. hear: called at every decision; go: called with a step that a hand has chosen elsewhere.
// Returns what ends it.
export function follow(key, hear, go) {
  const explorer = { hear, go };
  explorers.set(key, explorer);
  return () => {
    if (explorers.get(key) !== explorer) return;
    explorers.delete(key);
    ahead.delete(key);
  };
}

// A hand wants an explorer at a step; returns whether there is one, which then tells the page at rest.
export function steer(key, step) {
  const explorer = explorers.get(key);
  explorer?.go(step);
  return explorer !== undefined;
}

// An explorer has come to another step. known: the page has decided it.
export function walked(key, step, known) {
  if (known) ahead.delete(key);
  else ahead.set(key, step);
  for (const hear of companions.get(key) ?? []) hear(step);
}

// The step to show for an explorer: what the page says, unless the explorer is ahead of it. A page that says the same has
// heard of it.
export function standing(key, said) {
  if (ahead.get(key) === said) ahead.delete(key);
  return ahead.get(key) ?? said;
}

// Call back with each step that an explorer comes to; returns what ends it.
export function accompany(key, hear) {
  if (!companions.has(key)) companions.set(key, new Set());
  companions.get(key).add(hear);
  return () => companions.get(key).delete(hear);
}
