#!/bin/sh
cd "$(dirname "$0")"
terraform plan -var-file=tfvars/one.tfvars
terraform plan -var-file=tfvars/one.tfvars -var-file=../shared/all.tfvars
