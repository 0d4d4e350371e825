# The partners' account. Every unit includes this file.

locals {
  environment = read_terragrunt_config(find_in_parent_folders("environment.hcl")).locals
}

remote_state {
  backend = "s3"
  config = {
    bucket = "storefront-partners-state"
    key    = "${path_relative_to_include()}/terraform.tfstate"
    region = "eu-central-1"
  }
}

generate "provider" {
  path      = "provider.tf"
  if_exists = "overwrite_terragrunt"
  contents  = <<-EOF
    provider "aws" {
      region              = "${local.environment.region}"
      allowed_account_ids = ["${get_aws_account_id()}"]
    }
  EOF
}
