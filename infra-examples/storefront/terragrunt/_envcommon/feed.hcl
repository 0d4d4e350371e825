# Reads the partners' price lists. The size is the environment's.
terraform {
  source = "${get_repo_root()}/terraform/modules//worker"
}

locals {
  environment = read_terragrunt_config(find_in_parent_folders("environment.hcl")).locals
}

inputs = {
  name          = "partners-feed-${local.environment.name}"
  instance_type = local.environment.feed_type
}
