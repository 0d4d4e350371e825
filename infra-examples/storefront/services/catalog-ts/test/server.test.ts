import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { Catalog } from "../src/catalog.ts";
import { server } from "../src/server.ts";

test("stores and finds a product over HTTP", async () => {
  const http = server(new Catalog()).listen(0, "127.0.0.1");
  await new Promise((resolve) => http.once("listening", resolve));
  const base = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  try {
    const product = { sku: "m1", title: "Blue mug", tags: [], price: 1250 };
    const put = await fetch(`${base}/products`, { method: "PUT", body: JSON.stringify(product) });
    assert.equal(put.status, 201);
    assert.deepEqual(await (await fetch(`${base}/search?q=mug`)).json(), [product]);
    assert.deepEqual(await (await fetch(`${base}/products/m1`)).json(), product);
    assert.equal((await fetch(`${base}/products/none`)).status, 404);
    assert.equal((await fetch(`${base}/products`, { method: "PUT", body: "{" })).status, 400);
  } finally {
    http.close();
    http.closeAllConnections();
  }
});
