cd "$1"
terraform apply -var-file=../tfvars/$ENV.tfvars
