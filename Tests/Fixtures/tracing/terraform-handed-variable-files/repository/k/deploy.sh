cd app
terraform apply -var-file="$TFVARS"
