#!/bin/sh
helm install tried charts/tried -f hack/values.yaml
