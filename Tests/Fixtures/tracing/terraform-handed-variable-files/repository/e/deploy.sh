cd app
terraform init
terraform apply -var-file=../tfvars/common.tfvars -var-file=../tfvars/$ENV.tfvars
