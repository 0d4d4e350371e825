$env:TF_VAR_amount = "3"
terraform plan -var "class=t3.large"
