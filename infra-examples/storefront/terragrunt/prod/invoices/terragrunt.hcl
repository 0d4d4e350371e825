include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "${get_repo_root()}/terraform/modules//worker"

  extra_arguments "sizes" {
    commands           = get_terraform_commands_that_need_vars()
    required_var_files = ["${get_terragrunt_dir()}/sizes.tfvars"]
  }
}

dependency "network" {
  config_path = "../network"

  mock_outputs = {
    private_subnets = ["subnet-mock"]
  }
}

inputs = {
  name      = "partners-invoices"
  subnet_id = dependency.network.outputs.private_subnets[0]
}
