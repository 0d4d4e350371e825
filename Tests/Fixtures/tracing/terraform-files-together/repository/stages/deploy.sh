#!/bin/sh
cd "$(dirname "$0")"
terraform apply -var-file=sizes/shop.tfvars -var-file="sizes/$1.tfvars"
