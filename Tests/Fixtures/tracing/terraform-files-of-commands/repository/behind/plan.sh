#!/bin/sh
cd "$(dirname "$0")"
terraform plan $ARGS -var-file=${ENV}.tfvars -var-file=last.tfvars
terraform plan -var-file=${REGION}.tfvars -var-file=${OTHER}.tfvars
