terraform {
  source = "../../modules/app"
}

generate "tfvars" {
  path              = "terragrunt.auto.tfvars"
  if_exists         = "overwrite"
  disable_signature = true
  contents          = <<-EOF
  size = "t3.large"
EOF
}
