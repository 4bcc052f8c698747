// Loaded before Azurite where a test moves time: what the server takes for now is what was told last, at /clock/<milliseconds since 1970>.
const http = require('http');

let now = null;
globalThis.Date = new Proxy(Date, {
  construct: (real, args) => (args.length === 0 && now !== null ? new real(now) : new real(...args)),
  get: (real, name) => (name === 'now' ? () => (now === null ? real.now() : now) : Reflect.get(real, name)),
});

const emit = http.Server.prototype.emit;
http.Server.prototype.emit = function (event, request, response) {
  if (event === 'request' && request.url.startsWith('/clock/')) {
    now = Number(request.url.slice('/clock/'.length));
    response.end();
    return true;
  }
  return emit.apply(this, arguments);
};
