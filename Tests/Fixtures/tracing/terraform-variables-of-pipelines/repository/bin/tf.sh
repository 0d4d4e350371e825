terraform -chdir="$1" plan -var-file="../etc/${ENVIRONMENT}.tfvars"
