import type { Product } from "./product.ts";

/** All products by SKU, and an index from each word of a title or tag to the products that have it. */
export class Catalog {
  private readonly products = new Map<string, Product>();
  private readonly words = new Map<string, Set<string>>();

  add(product: Product): void {
    this.remove(product.sku);
    this.products.set(product.sku, product);
    for (const word of wordsOf(product)) {
      const skus = this.words.get(word) ?? new Set<string>();
      skus.add(product.sku);
      this.words.set(word, skus);
    }
  }

  remove(sku: string): void {
    const product = this.products.get(sku);
    if (!product) return;
    this.products.delete(sku);
    for (const word of wordsOf(product)) this.words.get(word)?.delete(sku);
  }

  get(sku: string): Product | undefined {
    return this.products.get(sku);
  }

  /** Products that have every word of the query, cheapest first. */
  search(query: string): Product[] {
    const [first, ...rest] = split(query);
    if (first === undefined) return [];
    const found = [...(this.words.get(first) ?? [])].filter((sku) =>
      rest.every((word) => this.words.get(word)?.has(sku)),
    );
    return found
      .map((sku) => this.products.get(sku))
      .filter((product): product is Product => product !== undefined)
      .sort((a, b) => a.price - b.price || a.sku.localeCompare(b.sku));
  }
}

function wordsOf(product: Product): string[] {
  return [...new Set([...split(product.title), ...product.tags.flatMap(split)])];
}

function split(text: string): string[] {
  return text.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 0);
}
