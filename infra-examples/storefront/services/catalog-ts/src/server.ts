import { createServer } from "node:http";
import { Catalog } from "./catalog.ts";
import { isProduct } from "./product.ts";

const LARGEST_BODY = 64 * 1024;

/** GET /products/SKU, GET /search?q=words, PUT /products, GET /healthz. */
export function server(catalog: Catalog) {
  return createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    const answer = (status: number, document: unknown) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(document));
    };

    if (request.method === "PUT" && url.pathname === "/products") {
      let body = "";
      request.setEncoding("utf8");
      request.on("data", (chunk: string) => {
        body += chunk;
        if (body.length > LARGEST_BODY) request.destroy();
      });
      request.on("end", () => {
        const product = parse(body);
        if (!isProduct(product)) return answer(400, { error: "not a product" });
        catalog.add(product);
        answer(201, product);
      });
      return;
    }
    if (url.pathname === "/healthz") return answer(200, { status: "ok" });
    if (url.pathname === "/search") return answer(200, catalog.search(url.searchParams.get("q") ?? ""));
    const product = catalog.get(decodeURIComponent(url.pathname.replace(/^\/products\//, "")));
    if (product) return answer(200, product);
    answer(404, { error: "no such product" });
  });
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

if (process.argv[1]?.endsWith("server.ts")) {
  server(new Catalog()).listen(Number(process.env.PORT ?? 3000));
}
