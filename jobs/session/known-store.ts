import type { Connection } from "../../src/keys/connection.ts";
import { openStore, type Store } from "../../src/keys/store.ts";
import { keyPlaceOf } from "./key-places.ts";
import type { Environment } from "./secret.ts";
import { rememberSecret } from "./secret.ts";

/** The store of the connection to Gong, of which no log line shows what it gave. */
export function knownStore(file: string, environment: Environment): Store {
  const store = openStore(file, keyPlaceOf(environment, file));
  const known = <C extends Connection | null>(connection: C): C => {
    for (const secret of connection === null ? [] : secretsIn(connection)) rememberSecret(secret);
    return connection;
  };
  return { ...store, read: () => known(store.read()), write: (connection) => store.write(known(connection)) };
}

function secretsIn(connection: Connection): readonly string[] {
  if (connection.kind === "basic") return [connection.accessKey, connection.accessKeySecret];
  return [connection.clientSecret, connection.accessToken, connection.refreshToken];
}
