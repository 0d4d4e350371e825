cd "$(dirname "$0")/../b" && terraform apply \
  -var environment_b=prod \
  -var-file=../etc/prod.tfvars
