// Folds recorded meetings with the page's own script: pages as JSON on standard input, the view after each stretch on
// standard output. A stretch begins with a view as the server sent it and goes on with frames and own acknowledgements.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { foldAck, foldView } = await import(pathToFileURL(process.argv[2]).href);

/** Freezes what it is given, so that a fold that changes an older view fails loudly. */
function frozen(value) {
  if (value && typeof value === "object" && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}

const stretches = JSON.parse(readFileSync(0, "utf8"));
const ends = stretches.map(({ view, steps }) =>
  steps.reduce((now, [kind, step]) => frozen(kind === "ack" ? foldAck(now, step) : foldView(now, step)), frozen(view)));
process.stdout.write(JSON.stringify(ends));
