#!/bin/sh
cd a
terraform apply -var-file=../etc/prod.tfvars
