locals {
  size = get_env("COMMAND") == "plan" ? "" : "t3.large"
}

terraform {
  source = "../../modules/app"
}

generate "tfvars" {
  path      = "terragrunt.auto.tfvars"
  if_exists = "overwrite"
  contents  = <<-EOF
  size = "${local.size}"
EOF
}
