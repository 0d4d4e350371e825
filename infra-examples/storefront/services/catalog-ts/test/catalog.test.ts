import assert from "node:assert/strict";
import { test } from "node:test";
import { Catalog } from "../src/catalog.ts";
import { isProduct } from "../src/product.ts";

function filled(): Catalog {
  const catalog = new Catalog();
  catalog.add({ sku: "m1", title: "Blue mug", tags: ["kitchen"], price: 1250 });
  catalog.add({ sku: "m2", title: "Blue tea pot", tags: ["kitchen", "tea"], price: 3400 });
  catalog.add({ sku: "t1", title: "Green tea", tags: ["tea"], price: 799 });
  return catalog;
}

test("finds products that have every word, cheapest first", () => {
  assert.deepEqual(filled().search("Tea").map((p) => p.sku), ["t1", "m2"]);
  assert.deepEqual(filled().search("blue, kitchen").map((p) => p.sku), ["m1", "m2"]);
});

test("an empty query finds nothing", () => {
  assert.deepEqual(filled().search("  "), []);
});

test("a product that was replaced is no longer found by its old words", () => {
  const catalog = filled();
  catalog.add({ sku: "m1", title: "Red mug", tags: [], price: 1250 });
  assert.deepEqual(catalog.search("blue").map((p) => p.sku), ["m2"]);
  assert.equal(catalog.get("m1")?.title, "Red mug");
});

test("prices are whole minor units", () => {
  assert.equal(isProduct({ sku: "x", title: "x", tags: [], price: 12.5 }), false);
  assert.equal(isProduct({ sku: "x", title: "x", tags: [], price: 1250 }), true);
  assert.equal(isProduct(null), false);
});
