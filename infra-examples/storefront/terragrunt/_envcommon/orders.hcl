# The partners' order database, alike in every environment but for its size.
terraform {
  source = "${get_repo_root()}/terraform/modules//postgres"
}

locals {
  environment = read_terragrunt_config(find_in_parent_folders("environment.hcl")).locals
}

inputs = {
  identifier        = "partners-orders-${local.environment.name}"
  instance_class    = "db.t4g.large"
  allocated_storage = 100
}
