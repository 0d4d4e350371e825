#!/usr/bin/env bash
set -e
rm -rf manifests
mkdir -p manifests
jsonnet -J vendor -m manifests prom.jsonnet | xargs -I{} sh -c 'cat {} | gojsontoyaml > {}.yaml' -- {}
find manifests -type f ! -name '*.yaml' -delete
