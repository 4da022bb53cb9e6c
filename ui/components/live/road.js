// The live road: one stream of events for the whole page, whatever is on it. What came of each topic is kept, so that a
// picture that is drawn later, or drawn again, has all of it.
const topics = new Map(); // id → what is known of it
const followers = new Set();
const SILENT = 4000; // ms without an event after which a slow poll takes over
const POLL = 2000;
const PATIENCE = 2000;
const HIDDEN = 60000; // a hidden tab gets no pictures; it only says that somebody will come back
let stream = null, streamed = "", timer = null, planned = null, key = "";

// Numbers as the server packs them (`ui/web/bytes.py`).
export const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;
const floats = (text) => new Float32Array(bytes(text));

// New reports behind those that are known; those that are known already are told again after a reconnection.
function learn(known, news) {
  const { names, rows, from } = news, table = floats(rows);
  known.columns ??= Object.fromEntries(names.map((name) => [name, []]));
  names.forEach((name, column) => {
    const values = known.columns[name];
    values.length = Math.min(values.length, from);
    for (let at = column; at < table.length; at += names.length) values.push(table[at]);
  });
  known.count = known.columns[names[0]].length;
}

function take(message, cursors) {
  asked.forEach((id, place) => {
    const news = message[id], known = topics.get(id);
    if (!news || !known) return;
    const { items, rows, prediction, ...rest } = news;
    Object.assign(known, rest, { cursor: cursors[place] ?? known.cursor });
    if (rows) learn(known, news);
    if (prediction) known.prediction = floats(prediction);
    for (const [name, item] of Object.entries(items ?? {})) known.items[name] = item;
  });
  tell();
}

// One picture per frame: two drawn in the same one take the page twice as long to answer.
const waiting = new Set();

// Calls `draw` in a frame of its own; once, however often it is asked for until then.
export function inTurn(draw) {
  const idle = !waiting.size;
  waiting.add(draw);
  if (idle) requestAnimationFrame(next);
}
function next() {
  const [draw] = waiting;
  waiting.delete(draw);
  if (waiting.size) requestAnimationFrame(next);
  draw();
}

const tell = () => followers.forEach((follower) => inTurn(follower.turn));

const moving = () => [...topics.keys()].filter((id) => !topics.get(id).finished);
let asked = [];

function address(once) {
  const from = asked.map((id) => topics.get(id).cursor).join(".");
  const url = new URL(`lab/live/${asked.join(",")}`, document.baseURI);
  url.searchParams.set("from", from);
  if (key) url.searchParams.set("key", key);
  if (once) url.searchParams.set("poll", "1");
  return url;
}

async function poll() {
  if (!asked.length) return;
  const answer = await fetch(address(true)).catch(() => null);
  // What is gone (another server, or forgotten) is told by the page once it is drawn again.
  if (answer?.status === 404) lose();
  if (answer?.ok) {
    const { id, topics: message } = await answer.json();
    take(message, id);
  } else tell();
  if (!moving().length) close();
}

function lose() {
  for (const id of asked) Object.assign(topics.get(id) ?? {}, { gone: true, finished: true });
}

const every = (milliseconds) => {
  clearInterval(timer);
  timer = milliseconds ? setInterval(poll, milliseconds) : null;
};

function close() {
  stream?.close();
  stream = null;
  streamed = "";
  every(0);
}

function open() {
  planned = null;
  const wanted = moving();
  if (!wanted.length) return close();
  const now = `${document.hidden} ${wanted.join(",")}`;
  if (now === streamed) return;
  close();
  asked = wanted;
  streamed = now;
  if (document.hidden) return every(HIDDEN);
  every(SILENT);
  const source = (stream = new EventSource(address(false)));
  source.onmessage = ({ data, lastEventId }) => {
    if (source !== stream) return;
    every(0);
    take(JSON.parse(data), lastEventId.split(".").map(Number));
    if (!moving().length) close();
  };
  source.onerror = () => source === stream && every(POLL);
}

// A page that is drawn adds and removes pictures one by one.
const plan = () => (planned ??= setTimeout(open, 0));
document.addEventListener("visibilitychange", plan);

// Calls `news(known of each topic)` whenever there is some, and once now if there was; returns how to leave.
// from: what the page has of topics that are new here need not be sent again.
export function follow(wanted, ownKey, news, from = 0) {
  key = ownKey || key;
  for (const id of wanted) if (!topics.has(id)) topics.set(id, { cursor: from, count: 0, items: {} });
  const follower = { wanted, news: () => news(wanted.map((id) => topics.get(id))) };
  follower.turn = () => followers.has(follower) && follower.news();
  followers.add(follower);
  plan();
  if (wanted.some((id) => topics.get(id).stage !== undefined)) follower.news();
  return () => {
    followers.delete(follower);
    // Drawn again, most pictures follow the same at once: what nobody follows is forgotten a little later.
    setTimeout(forget, PATIENCE);
  };
}

function forget() {
  const followed = new Set([...followers].flatMap((follower) => follower.wanted));
  for (const id of topics.keys()) if (!followed.has(id)) topics.delete(id);
  plan();
}
