terraform {
  source = "../../modules/app"

  extra_arguments "v" {
    commands           = ["plan", "apply"]
    required_var_files = ["${get_terragrunt_dir()}/x.tfvars"]
  }
}

inputs = {
  workers = 3
}
