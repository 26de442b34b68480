/** Which imports break the rules of rooms.mjs, and which files import each other; pure. */

/** @typedef {import('./imports.mjs').Import} Import */

/**
 * @param {Import[]} imports
 * @param {Record<string, string[]>} rooms as ROOMS
 * @param {Record<string, string[]>} outOfReach as OUT_OF_REACH
 * @returns {string[]} what is wrong, a line each
 */
export function brokenRules(imports, rooms, outOfReach) {
  return [...crossings(imports, rooms), ...reached(imports, rooms, outOfReach), ...circles(imports)];
}

function crossings(imports, rooms) {
  return imports.flatMap(({ from, to }) => {
    const [room, target] = [roomOf(from, rooms), isFile(to) ? roomOf(to, rooms) : packageGroup(to)];
    if (room === undefined) return [`${from}: is in no room, so it may not import ${to}`];
    if (room === target || rooms[room].includes(target) || rooms[room].includes(to)) return [];
    return [`${from}: ${room} may not import ${to}`];
  });
}

/** By the shortest way, so that the line says where to cut it. */
function reached(imports, rooms, outOfReach) {
  const next = graph(imports.filter(({ isType }) => !isType));
  return Object.entries(outOfReach).flatMap(([room, banned]) => {
    const ways = [...next.keys()].filter((file) => roomOf(file, rooms) === room).map((file) => [file]);
    const seen = new Set();
    const found = [];
    for (const way of ways) {
      for (const to of next.get(way.at(-1)) ?? []) {
        if (seen.has(to)) continue;
        seen.add(to);
        if (banned.includes(packageGroup(to))) found.push(`${way[0]}: reaches ${[...way.slice(1), to].join(' → ')}`);
        ways.push([...way, to]);
      }
    }
    return found;
  });
}

/** One line for each way round that a walk through all files meets. */
function circles(imports) {
  const next = graph(imports);
  const done = new Set();
  const found = [];
  const walk = (file, way) => {
    const start = way.indexOf(file);
    if (start >= 0) found.push([...way.slice(start), file].join(' → '));
    if (start >= 0 || done.has(file)) return;
    for (const to of next.get(file) ?? []) walk(to, [...way, file]);
    done.add(file);
  };
  for (const file of next.keys()) walk(file, []);
  return found;
}

function graph(imports) {
  const next = new Map();
  for (const { from, to } of imports) {
    if (!next.has(from)) next.set(from, new Set());
    next.get(from).add(to);
  }
  return next;
}

/** @returns {string | undefined} */
function roomOf(file, rooms) {
  const fitting = Object.keys(rooms).filter((room) => file === room || file.startsWith(`${room}/`));
  return fitting.sort((a, b) => b.length - a.length)[0];
}

/** Files are told from packages by their extension. */
function isFile(to) {
  return /\.\w+$/.test(to) && !to.startsWith('node:');
}

function packageGroup(to) {
  return to.startsWith('node:') ? 'node:*' : to;
}
