// A chat of rooms as one builds it with Socket.IO: who is in a room hears what is said there, the sender gets an answer.
//
//     node socketio.mjs PORT memory
//     node socketio.mjs PORT sqlite FILE      durable before acknowledged: what waits is committed together
import { createServer } from "node:http";
import { Server } from "socket.io";

const [port, mode, file] = process.argv.slice(2);
const http = createServer();
const io = new Server(http, { transports: ["websocket"], perMessageDeflate: false, serveClient: false });
const tell = (said) => {
  io.to(said.room).emit("said", { id: said.id, seat: said.seat, n: said.n, at: said.at, words: said.words });
  said.answer({ ok: true });
};

let keep = tell;
if (mode === "sqlite") {
  const { default: Database } = await import("better-sqlite3");
  const database = new Database(file);
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  database.exec("CREATE TABLE said (room TEXT, n INTEGER, id TEXT, seat TEXT, at INTEGER, words TEXT, PRIMARY KEY (room, n), UNIQUE (room, id)) WITHOUT ROWID");
  const insert = database.prepare("INSERT INTO said VALUES (@room, @n, @id, @seat, @at, @words)");
  const commit = database.transaction((batch) => batch.forEach((said) => insert.run({ ...said, answer: undefined })));
  let waiting = [];
  const flush = () => {
    const batch = waiting;
    waiting = [];
    commit(batch);
    batch.forEach(tell);
  };
  keep = (said) => {
    if (waiting.push(said) === 1) setImmediate(flush);
  };
}

const numbers = new Map();
io.on("connection", (socket) => {
  const { room, seat } = socket.handshake.auth;
  socket.join(room);
  socket.on("say", ({ id, words }, answer) => {
    const n = (numbers.get(room) ?? 0) + 1;
    numbers.set(room, n);
    keep({ room, n, id, seat, at: Date.now(), words, answer });
  });
});
http.listen(Number(port), "127.0.0.1");
