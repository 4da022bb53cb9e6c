// Where the page wants each explorer to stand. It comes apart from the numbers of the window: a step costs a few
// bytes, and the numbers stay where they are.

const wanted = new Map(); // explorer's key → { layer, unit, step, turn }
const followers = new Map(); // explorer's key → function

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
