// Where the page wants each explorer to stand, and at which step it stands. The page's wish comes apart from the numbers
// of the window: a step costs a few bytes, and the numbers stay where they are.

const wanted = new Map(); // explorer's key → { layer, unit, step, turn }
const followers = new Map(); // explorer's key → function
const companions = new Map(); // explorer's key → functions

export function decide(key, at) {
  wanted.set(key, at);
  followers.get(key)?.(at);
}

// What was decided for an explorer, undefined before anything was.
export function decided(key) {
  return wanted.get(key);
}

// Call back at every decision; returns what ends it.
export function follow(key, hear) {
  followers.set(key, hear);
  return () => { if (followers.get(key) === hear) followers.delete(key); };
}

// An explorer has come to another step.
export function walked(key, step) {
  for (const hear of companions.get(key) ?? []) hear(step);
}

// Call back with each step that an explorer comes to; returns what ends it.
export function accompany(key, hear) {
  if (!companions.has(key)) companions.set(key, new Set());
  companions.get(key).add(hear);
  return () => companions.get(key).delete(hear);
}
