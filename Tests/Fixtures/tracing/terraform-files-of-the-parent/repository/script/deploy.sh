VARS=variables/$ENV.tfvars
cd boot && terraform plan -var-file=../$VARS
