// A whole Bluesky network in one process: directory (PLC), server of the accounts (PDS), AppView and what they need.
// Nobody here wrote it; it is what the live tests talk to. Tells its addresses as one line of JSON, ends on SIGTERM.
import net from "node:net";

// Whatever the packages ask for, listen on the loopback alone.
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (...args) {
  if (typeof args[0] === "object" && args[0] !== null && "port" in args[0]) {
    args[0] = { ...args[0], host: "127.0.0.1" };
  } else {
    const port = /^\d+$/.test(args[0] ?? "") ? Number(args[0]) : 0;
    const told = args.find((each) => typeof each === "function");
    args = told ? [{ port, host: "127.0.0.1" }, told] : [{ port, host: "127.0.0.1" }];
  }
  return listen.apply(this, args);
};

const { TestNetwork } = await import("@atproto/dev-env");
const network = await TestNetwork.create({
  dbPostgresUrl: process.env.DB_POSTGRES_URL,
  dbPostgresSchema: "live",
  pds: { hostname: "localhost", enableDidDocWithSession: true },
});
console.log(JSON.stringify({ pds: network.pds.url, plc: network.plc.url, appview: network.bsky.url }));

for (const signal of ["SIGTERM", "SIGINT"]) {
  process.on(signal, async () => {
    setTimeout(() => process.exit(0), 5000).unref();
    try {
      await network.close();
    } finally {
      process.exit(0);
    }
  });
}
