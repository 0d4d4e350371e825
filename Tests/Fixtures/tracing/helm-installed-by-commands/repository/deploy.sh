#!/bin/sh
helm upgrade --install till charts/till -f "charts/till/values-$1.yaml"
