# Sets "TF_VAR_$name" for each secret.
while read -r arn name; do
  value=$(aws secretsmanager get-secret-value --secret-id "$arn")
  export "TF_VAR_${name}"="${value}"
done
cd r && terraform apply -var-file prod.tfvars
