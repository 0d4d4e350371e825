cd chosen
terraform apply -var-file=../capacities/$ENV.tfvars
