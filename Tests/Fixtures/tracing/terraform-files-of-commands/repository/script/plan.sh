#!/bin/sh
cd "$(dirname "$0")"
terraform plan -var-file="project.tfvars" -var-file="env/${ENV}.tfvars"
