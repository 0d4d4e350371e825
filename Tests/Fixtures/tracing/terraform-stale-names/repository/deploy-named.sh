cd named
terraform apply -var-file=../classes/prod.tfvars
