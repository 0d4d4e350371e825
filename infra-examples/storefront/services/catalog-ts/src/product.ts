export interface Product {
  sku: string;
  title: string;
  tags: string[];
  /** Minor units: 1250 is 12.50. */
  price: number;
}

export function isProduct(value: unknown): value is Product {
  if (typeof value !== "object" || value === null) return false;
  const candidate = value as Record<string, unknown>;
  return (
    typeof candidate.sku === "string" &&
    typeof candidate.title === "string" &&
    Array.isArray(candidate.tags) &&
    Number.isInteger(candidate.price)
  );
}
