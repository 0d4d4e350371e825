#!/bin/sh
helm upgrade --install script charts/script \
  --namespace web \
  --values "envs/$STAGE.yaml"
helm upgrade --install open "$CHARTS/open" -f "$CHARTS/../envs/production.yaml"
helm upgrade --install known charts/known -f charts/known/values-$STAGE.yaml --set image.tag=$TAG
helm upgrade --install tried charts/tried -f ci/values.yaml -f secrets.yaml
# helm upgrade --install plain charts/plain -f envs/production.yaml
helm upgrade --install plain charts/plain
helm upgrade --install sized charts/sized --set image.tag=$TAG,memory=$MEMORY
